import type { Subfield } from "../../openflow/match.ts";
import type { ResultSpec, ResultTable } from "./action-spec.ts";
import type { LowerContext } from "./context.ts";
import { flagBit, move, resubmit, setBits, sliceToSubfield } from "./emit.ts";
import type { Slice } from "../../release/slice.ts";
import type { FlagName } from "../../release/flags.ts";
import type { Tables } from "../../release/tables.ts";

/** Load balancers ask for the original destination of fragmented connections. */
const ORIGINAL_DESTINATIONS = { "24.03": 5, "24.09": 2, "25.03": 0 } as const;

/** Lookups without operands: a table answers in a register, which is moved to the destination. */
export const RESULTS: ResultTable = {
  chk_lb_hairpin: flagResult("chk_lb_hairpin", "checkLbHairpin", "lookupLbHairpin"),
  chk_lb_hairpin_reply: flagResult("chk_lb_hairpin_reply", "checkLbHairpinReply", "lookupLbHairpin"),
  check_in_port_sec: flagResult("check_in_port_sec", "checkInPortSecurity", "checkPortSecurity"),
  check_out_port_sec: flagResult("check_out_port_sec", "checkOutPortSecurity", "checkPortSecurity"),
  chk_ecmp_nh_mac: flagResult("chk_ecmp_nh_mac", "ecmpNexthopMac", "lookupCommitEcmpNexthop"),
  chk_ecmp_nh: flagResult("chk_ecmp_nh", "ecmpNexthop", "lookupCommitEcmpNexthop"),
  chk_lb_aff: flagResult("chk_lb_aff", "checkLbAffinity", "useLbAffinitySession"),
  ct_nw_dst: {
    since: ORIGINAL_DESTINATIONS,
    ...originalResult("ct_nw_dst", 32, "ctOriginalNwDst", ({ profile }) => profile.registers.ctOriginalNwDst),
  },
  ct_ip6_dst: {
    since: ORIGINAL_DESTINATIONS,
    ...originalResult("ct_ip6_dst", 128, "ctOriginalIp6Dst", ({ profile }) => profile.registers.ctOriginalIp6Dst),
  },
  ct_tp_dst: {
    since: ORIGINAL_DESTINATIONS,
    ...originalResult("ct_tp_dst", 16, "ctOriginalTpDst", ({ profile }) => profile.registers.ctOriginalTpDst),
  },
  ct_proto: {
    since: { "25.09": 0 },
    ...originalResult("ct_proto", 8, "ctOriginalProto", ({ profile }) => profile.registers.ctOriginalProto),
  },
  ct_state_save: {
    since: { "24.03": 6, "24.09": 3, "25.03": 1 },
    ...result("ct_state_save", 8, (context, dst) => {
      const answer = sliceToSubfield(context.profile.registers.ctSavedState);
      return lookup(answer, context.profile.tables.ctStateSave, dst);
    }),
  },
  check_pkt_larger: {
    parse: (parser, dst) => {
      if (!parser.checkPlace(dst, 1, "write") || !parser.expect("(")) return undefined;
      const length = parser.takeInteger("a length", 0xffff);
      if (length === undefined || !parser.expect(")")) return undefined;
      return {
        format: () => `${dst.text} = check_pkt_larger(${length});`,
        lower: () => [{ kind: "check_pkt_larger", length, dst: dst.bits }],
      };
    },
  },
};

type LowerResult = (
  context: LowerContext,
  dst: Subfield,
) => ReturnType<NonNullable<ReturnType<ResultSpec["parse"]>>["lower"]>;

/** `place = name()`, the place being `width` bits wide. */
export function result(name: string, width: number, lower: LowerResult): ResultSpec {
  return {
    parse: (parser, dst) => {
      if (!parser.expect("(") || !parser.expect(")") || !parser.checkPlace(dst, width, "write")) return undefined;
      return { format: () => `${dst.text} = ${name}();`, lower: (context) => lower(context, dst.bits) };
    },
  };
}

function flagResult(name: string, table: keyof Tables, flag: FlagName): ResultSpec {
  return result(name, 1, ({ profile }, dst) => lookup(flagBit(flag), profile.tables[table]!, dst));
}

/** The answer is cleared, looked up and moved; 128 bits are cleared in two halves. */
function lookup(answer: Subfield, table: number, dst: Subfield) {
  const { field, lo, bits } = answer;
  const halves = bits > 64 ? [64, bits - 64] : [bits];
  return [
    ...halves.map((half, i) => setBits({ field, lo: lo + 64 * i, bits: half }, 0)),
    resubmit(table),
    move(answer, dst),
  ];
}

/** What a connection's first packet was sent to, before translation. */
function originalResult(
  name: string,
  width: number,
  table: "ctOriginalNwDst" | "ctOriginalIp6Dst" | "ctOriginalTpDst" | "ctOriginalProto",
  register: (context: LowerContext) => Slice | undefined,
): ResultSpec {
  return result(name, width, (context, dst) => {
    const slice = register(context);
    const to = context.profile.tables[table];
    if (slice === undefined || to === undefined) return [];
    const answer = sliceToSubfield(slice);
    const found = lookup(answer, to, dst);
    const isAnswer = dst.field === answer.field && dst.lo === answer.lo && dst.bits === answer.bits;
    if (!context.features.resultRegisterSaved || isAnswer) return found;
    return [{ kind: "push", src: answer }, ...found, { kind: "pop", dst: answer }];
  });
}
