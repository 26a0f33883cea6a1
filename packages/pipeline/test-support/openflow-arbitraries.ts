import fc, { type Arbitrary } from "fast-check";
import type { Action, NatArgs, PortRef, SampleArgs, Words } from "../src/openflow/action.ts";
import type { Field } from "../src/openflow/field.ts";
import { ALL_FIELDS, FIELDS } from "../src/openflow/field-table.ts";
import type { Bucket, Flow, Group, Meter } from "../src/openflow/flow.ts";
import { FLOW_FLAGS } from "../src/openflow/flow-text.ts";
import type { Match, Subfield } from "../src/openflow/match.ts";
import { MatchBuilder, type Protocol, PROTOCOLS } from "../src/openflow/match-builder.ts";
import { PREREQUISITE_PROTOCOLS } from "./openflow-protocols.ts";

/*
 * Arbitrary flows whose text Open vSwitch would print as it is: every value is one that its message can carry, and all that
 * prints only in company has it.
 */

const u = (bits: number): Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });

/** Leaves out the members that came out as `undefined`. */
function record<T extends object>(model: { readonly [K in keyof T]-?: Arbitrary<T[K] | undefined> }): Arbitrary<T> {
  return fc.record(model as Record<string, Arbitrary<unknown>>).map((members) => {
    const kept = Object.entries(members).filter(([, value]) => value !== undefined);
    return Object.fromEntries(kept) as T;
  });
}

const maybe = <T>(arb: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });

export const portRef: Arbitrary<PortRef> = fc.oneof(
  fc.integer({ min: 1, max: 0xfeff }),
  fc.constantFrom("IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "LOCAL"),
);

/** As many words as `bits` need, the bits above clear. */
export function words(bits: number): Arbitrary<number[]> {
  const count = Math.ceil(bits / 32);
  const top = bits % 32;
  return fc
    .array(u(32), { minLength: count, maxLength: count })
    .map((list) => list.map((word, i) => (i === 0 && top !== 0 ? word & (2 ** top - 1) : word)));
}

const isZero = (list: Words): boolean => list.every((word) => word === 0);

/** Fields that an action may write in full, by their own text. */
export const WRITABLE: readonly Field[] = ALL_FIELDS.filter(
  (field) => field.writable && field.headers.length > 0 && !["vlan_tci", "in_port_oxm"].includes(field.name),
);

const REGISTERS: readonly Field[] = ALL_FIELDS.filter((field) => /^(?:x|xx)?reg\d+$/.test(field.name));

function valueOf(field: Field): Arbitrary<number[]> {
  switch (field.name) {
    case "nw_tos":
      return u(6).map((dscp) => [dscp << 2]);
    case "arp_op":
      return u(8).map((op) => [op]);
    case "vlan_vid":
      return u(12).map((vid) => [vid | 0x1000]);
    case "in_port":
      return fc.constantFrom([1], [7], [0xfffe], [0xffff]);
    default:
      return words(field.valueBits);
  }
}

const MASKABLE_FORMATS: ReadonlySet<string> = new Set(["hex", "decimal", "mac", "ipv4", "ipv6"]);

export const setField: Arbitrary<Action> = fc.constantFrom(...WRITABLE).chain((field) => {
  const whole = valueOf(field).map((value): Action => ({ kind: "set_field", field, value }));
  const canMask = field.maskable && MASKABLE_FORMATS.has(field.format) && field.bits % 8 === 0;
  if (!canMask) return whole;
  const masked = fc.tuple(words(field.bits), words(field.bits)).map(([value, mask]): Action => {
    const isFull = mask.every(
      (word, i) => word === (i === 0 && field.bits % 32 !== 0 ? 2 ** (field.bits % 32) - 1 : 0xffff_ffff),
    );
    if (isZero(mask) || isFull) return { kind: "set_field", field, value };
    return { kind: "set_field", field, value: value.map((word, i) => (word & mask[i]!) >>> 0), mask };
  });
  return fc.oneof(whole, masked);
});

export function subfieldOf(fields: readonly Field[], maxBits = 128): Arbitrary<Subfield> {
  return fc.constantFrom(...fields).chain((field) =>
    fc
      .tuple(u(7), u(7))
      .map(([a, b]) => ({ lo: a % field.bits, bits: 1 + (b % Math.min(maxBits, field.bits - (a % field.bits))) }))
      .map(({ lo, bits }) => ({ field, lo, bits })),
  );
}

const register = subfieldOf(REGISTERS);
const narrowRegister = subfieldOf(REGISTERS, 32);
const bit = subfieldOf(REGISTERS, 1);
const registerOf16 = fc
  .constantFrom(...REGISTERS)
  .chain((field) => fc.integer({ min: 0, max: field.bits - 16 }).map((lo): Subfield => ({ field, lo, bits: 16 })));

/** Two subfields as wide. */
const pair: Arbitrary<{ src: Subfield; dst: Subfield }> = fc
  .tuple(subfieldOf(ALL_FIELDS.filter((field) => field.headers.length > 0)), fc.constantFrom(...REGISTERS), u(7))
  .map(([src, field, at]) => {
    const bits = Math.min(src.bits, field.bits);
    return { src: { ...src, bits }, dst: { field, lo: at % (field.bits - bits + 1), bits } };
  });

const natRange = (v6: boolean): Arbitrary<Pick<NatArgs, "addressLow" | "addressHigh" | "portLow" | "portHigh">> =>
  fc
    .tuple(words(v6 ? 128 : 32), words(v6 ? 128 : 32), maybe(fc.tuple(fc.integer({ min: 1, max: 65535 }), u(16))))
    .map(([a, b, ports]) => {
      const [low, high] = compareWords(a, b) <= 0 ? [a, b] : [b, a];
      const [portLow, portHigh] = ports === undefined ? [undefined, undefined] : ports;
      return {
        addressLow: low,
        ...(compareWords(low, high) === 0 ? {} : { addressHigh: high }),
        ...(portLow === undefined ? {} : { portLow }),
        ...(portLow === undefined || portHigh === undefined || portHigh <= portLow ? {} : { portHigh }),
      };
    });

function compareWords(a: Words, b: Words): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

const NAT_FLAGS = ["persistent", "hash", "random"] as const;

export const nat: Arbitrary<NatArgs> = fc.oneof(
  fc.constant({}),
  fc.constantFrom("src" as const, "dst" as const).map((direction) => ({ direction })),
  fc
    .tuple(fc.constantFrom("src" as const, "dst" as const), fc.boolean().chain(natRange), fc.subarray([...NAT_FLAGS]))
    .map(([direction, range, flags]) => ({ direction, ...range, ...(flags.length === 0 ? {} : { flags }) })),
);

/** Bytes of a note fill the message: 6, 14, 22. */
const note = fc.constantFrom(6, 14, 22).chain((length) => fc.array(u(8), { minLength: length, maxLength: length }));

const table = fc.integer({ min: 0, max: 254 });
const some = (bits: number): Arbitrary<number> => fc.integer({ min: 1, max: 2 ** bits - 1 });

const sampleArgs: Arbitrary<SampleArgs> = record<SampleArgs>({
  probability: some(16),
  collectorSetId: maybe(some(32)),
  obsDomainId: maybe(fc.oneof(some(32), narrowRegister)),
  obsPointId: maybe(fc.oneof(some(32), narrowRegister)),
  samplingPort: maybe(fc.integer({ min: 1, max: 0xfeff })),
  direction: maybe(fc.constantFrom("ingress", "egress")),
});

/** One arbitrary for each kind of the action table; those that nest take theirs from `nested`. */
export function actionsByKind(nested: Arbitrary<readonly Action[]>): {
  readonly [K in Action["kind"]]: Arbitrary<Action>;
} {
  const only = (action: Action): Arbitrary<Action> => fc.constant(action);
  return {
    output: portRef.map((port) => ({ kind: "output", port })),
    output_trunc: fc.tuple(portRef, some(32)).map(([port, maxLen]) => ({ kind: "output_trunc", port, maxLen })),
    output_reg: registerOf16.map((src) => ({ kind: "output_reg", src })),
    controller: record<Extract<Action, { kind: "controller" }>["args"]>({
      reason: maybe(fc.constantFrom("no_match", "invalid_ttl", "packet_out")),
      maxLen: maybe(fc.integer({ min: 0, max: 65534 })),
      id: maybe(some(16)),
      userdata: maybe(fc.array(u(8), { minLength: 1, maxLength: 20 })),
      pause: maybe(fc.constant(true)),
      meter: maybe(some(31)),
    }).map((args) => ({ kind: "controller", args })),
    group: u(31).map((id) => ({ kind: "group", group: id })),
    bundle: fc
      .tuple(
        fc.constantFrom("eth_src", "symmetric_l4", "symmetric_l3l4+udp", "nw_dst"),
        u(16),
        fc.constantFrom("active_backup" as const, "hrw" as const),
        fc.array(fc.integer({ min: 1, max: 0xfeff }), { maxLength: 5 }),
        maybe(registerOf16),
      )
      .map(([fields, basis, algorithm, members, dst]) => ({
        kind: "bundle",
        args: { fields, basis, algorithm, members, ...(dst === undefined ? {} : { dst }) },
      })),
    resubmit: fc.oneof(
      record<Omit<Extract<Action, { kind: "resubmit" }>, "kind">>({
        inPort: maybe(fc.oneof(fc.integer({ min: 1, max: 0xfeff }), fc.constant("LOCAL"))),
        table,
        ct: maybe(fc.constant(true)),
      }).map((rest): Action => ({ kind: "resubmit", ...rest })),
      fc.integer({ min: 1, max: 0xfeff }).map((inPort): Action => ({ kind: "resubmit", inPort })),
    ),
    clone: nested.map((actions) => ({ kind: "clone", actions })),
    set_field: setField,
    load: register.chain((dst) => words(dst.bits).map((value) => ({ kind: "load", value, dst }))),
    move: pair.map(({ src, dst }) => ({ kind: "move", src, dst })),
    push: register.map((src) => ({ kind: "push", src })),
    pop: register.map((dst) => ({ kind: "pop", dst })),
    delete_field: only({ kind: "delete_field", field: FIELDS.tun_metadata0 }),
    push_vlan: fc.constantFrom(0x8100, 0x88a8).map((ethertype) => ({ kind: "push_vlan", ethertype })),
    pop_vlan: only({ kind: "pop_vlan" }),
    set_vlan_vid: fc.tuple(u(12), fc.boolean()).map(([vid, push]) => ({ kind: "set_vlan_vid", vid, push })),
    set_vlan_pcp: fc.tuple(u(3), fc.boolean()).map(([pcp, push]) => ({ kind: "set_vlan_pcp", pcp, push })),
    push_mpls: fc.constantFrom(0x8847, 0x8848).map((ethertype) => ({ kind: "push_mpls", ethertype })),
    pop_mpls: u(16).map((ethertype) => ({ kind: "pop_mpls", ethertype })),
    dec_mpls_ttl: only({ kind: "dec_mpls_ttl" }),
    dec_nsh_ttl: only({ kind: "dec_nsh_ttl" }),
    dec_ttl: maybe(fc.array(u(16), { maxLength: 3 })).map((ids) =>
      ids === undefined ? { kind: "dec_ttl" } : { kind: "dec_ttl", ids },
    ),
    ct: record<Extract<Action, { kind: "ct" }>["args"]>({
      commit: maybe(fc.constant(true)),
      force: fc.constant(undefined),
      table: maybe(table),
      zone: maybe(fc.oneof(some(16), registerOf16)),
      nat: maybe(nat),
      exec: maybe(fc.array(setField, { minLength: 1, maxLength: 3 })),
      alg: maybe(fc.constantFrom("ftp", "tftp")),
    }).map((args) => ({ kind: "ct", args })),
    ct_clear: only({ kind: "ct_clear" }),
    conjunction: fc
      .tuple(u(32), fc.integer({ min: 2, max: 64 }), u(6))
      .map(([id, clauses, clause]) => ({ kind: "conjunction", id, clause: 1 + (clause % clauses), clauses })),
    learn: learn,
    check_pkt_larger: fc.tuple(u(16), bit).map(([length, dst]) => ({ kind: "check_pkt_larger", length, dst })),
    multipath: only({ kind: "multipath", args: "eth_src,50,modulo_n,4,0,NXM_NX_REG0[]" }),
    sample: sampleArgs.map((args) => ({ kind: "sample", args })),
    note: note.map((bytes) => ({ kind: "note", bytes })),
    meter: some(31).map((id) => ({ kind: "meter", meter: id })),
    set_queue: u(32).map((queue) => ({ kind: "set_queue", queue })),
    pop_queue: only({ kind: "pop_queue" }),
    enqueue: fc
      .tuple(fc.integer({ min: 1, max: 0xfeff }), u(32))
      .map(([port, queue]) => ({ kind: "enqueue", port, queue })),
    fin_timeout: fc.tuple(maybe(some(16)), some(16)).map(([idleTimeout, hardTimeout]) => ({
      kind: "fin_timeout",
      hardTimeout,
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
    })),
    encap: fc.constantFrom("nsh", "ethernet", "nsh(md_type=1)").map((header) => ({ kind: "encap", header })),
    decap: fc.constantFrom<Action>({ kind: "decap" }, { kind: "decap", packetType: "packet_type(ns=0,type=0)" }),
    goto_table: table.map((to) => ({ kind: "goto_table", table: to })),
    write_metadata: fc
      .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), maybe(fc.bigInt({ min: 1n, max: 2n ** 64n - 2n })))
      .map(([value, mask]) =>
        mask === undefined ? { kind: "write_metadata", value } : { kind: "write_metadata", value: value & mask, mask },
      ),
    write_actions: nested.map((actions) => ({ kind: "write_actions", actions })),
    clear_actions: only({ kind: "clear_actions" }),
    exit: only({ kind: "exit" }),
  };
}

const LEARN_FLAGS = ["send_flow_rem", "delete_learned"] as const;

const learnSpec: Arbitrary<Extract<Action, { kind: "learn" }>["args"]["specs"][number]> = fc.oneof(
  fc
    .constantFrom(...WRITABLE.filter((field) => field.format !== "port" && field.bits % 8 === 0))
    .chain((field) =>
      valueOf(field).map((value) => ({ kind: "match_value" as const, dst: { field, lo: 0, bits: field.bits }, value })),
    ),
  pair.map(({ src, dst }) => ({ kind: "match_field" as const, dst, src })),
  register.chain((dst) => words(dst.bits).map((value) => ({ kind: "load_value" as const, dst, value }))),
  pair.map(({ src, dst }) => ({ kind: "load_field" as const, dst, src })),
  registerOf16.map((src) => ({ kind: "output" as const, src })),
);

const learn: Arbitrary<Action> = record<Extract<Action, { kind: "learn" }>["args"]>({
  table,
  idleTimeout: maybe(some(16)),
  hardTimeout: maybe(some(16)),
  finIdleTimeout: maybe(some(16)),
  finHardTimeout: maybe(some(16)),
  priority: maybe(fc.integer({ min: 0, max: 0x7fff })),
  cookie: maybe(some(32)),
  flags: maybe(fc.subarray([...LEARN_FLAGS], { minLength: 1 })),
  limit: maybe(some(32)),
  resultDst: maybe(bit),
  specs: fc.array(learnSpec, { maxLength: 5 }),
}).map((args) => ({ kind: "learn", args }));

/** Actions of every kind, nested up to twice. */
export const actions: Arbitrary<readonly Action[]> = fc.letrec<{ list: readonly Action[]; inner: readonly Action[] }>(
  () => {
    const flat = fc.array(fc.oneof(...Object.values(actionsByKind(fc.constant([])))), { maxLength: 3 });
    const once = fc.array(fc.oneof(...Object.values(actionsByKind(flat))), { maxLength: 5 });
    return { list: once, inner: flat };
  },
).list;

/** A match on fields that go together: what some protocol's packets have. */
export const match: Arbitrary<Match> = fc
  .tuple(
    maybe(fc.constantFrom(...(Object.keys(PROTOCOLS) as Protocol[]))),
    fc.array(u(32), { minLength: 40, maxLength: 400 }),
  )
  .map(([protocol, numbers]) => {
    const builder = new MatchBuilder();
    if (protocol !== undefined) builder.protocol(protocol);
    let at = 0;
    const next = (): number => numbers[at++ % numbers.length]!;
    const fields = ALL_FIELDS.filter((field) =>
      PREREQUISITE_PROTOCOLS[field.prerequisite].includes(protocol ?? "none"),
    );
    const words = (field: Field): number[] =>
      Array.from({ length: field.words }, (_, i) =>
        i === 0 && field.bits % 32 !== 0 ? next() % 2 ** (field.bits % 32) : next(),
      );
    for (const field of fields) {
      if (next() % 12 !== 0 || UNMATCHED.has(field.name)) continue;
      const value = field.format === "port" ? [1 + (next() % 0xfe00)] : words(field);
      const isMasked = next() % 2 === 1 && field.maskable && field.format !== "frag";
      if (isMasked) builder.setMasked(field, value, words(field));
      else builder.set(field, field.words === 1 ? value[0]! : value);
    }
    return builder.build();
  });

/**
 * What a text of one flow cannot say of every value: fields that print only beside others, or whose mask is not
 * printed; and `tun_tos`, which prints in hexadecimal and is read in decimal, but for which OpenFlow has no message.
 */
const UNMATCHED: ReadonlySet<string> = new Set([
  "dl_type",
  "nw_proto",
  "arp_op",
  "packet_type",
  "vlan_tci1",
  "vlan_pcp",
  "dl_vlan_pcp",
  "tun_tos",
  "tun_gbp_flags",
  "tun_erspan_ver",
  "tun_erspan_idx",
  "tun_erspan_dir",
  "tun_erspan_hwid",
  "tun_gtpu_flags",
  "tun_gtpu_msgtype",
  "nw_frag",
]);

export const flow: Arbitrary<Flow> = fc
  .record({
    table,
    priority: u(16),
    cookie: fc.oneof(u(32), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n })),
    match,
    actions,
    idleTimeout: maybe(some(16)),
    hardTimeout: maybe(some(16)),
    importance: maybe(some(16)),
    flags: maybe(fc.subarray([...FLOW_FLAGS], { minLength: 1 })),
  })
  .map(({ idleTimeout, hardTimeout, importance, flags, ...rest }) => {
    const entries = Object.entries({ idleTimeout, hardTimeout, importance, flags }).filter(
      ([, value]) => value !== undefined,
    );
    return entries.length === 0 ? rest : { ...rest, attributes: Object.fromEntries(entries) };
  });

const bucket: Arbitrary<Bucket> = record<Bucket>({
  id: maybe(u(31)),
  weight: maybe(fc.integer({ min: 2, max: 65535 })),
  watchPort: maybe(fc.integer({ min: 1, max: 0xfeff })),
  watchGroup: maybe(u(31)),
  actions,
});

export const group: Arbitrary<Group> = fc.oneof(
  fc.record({
    id: u(31),
    type: fc.constantFrom("all", "indirect", "ff", "select"),
    buckets: fc.array(bucket, { maxLength: 3 }),
  }),
  record<Group>({
    id: u(31),
    type: fc.constant("select" as const),
    selectionMethod: fc.constantFrom("dp_hash", "hash"),
    selectionParam: maybe(some(32)),
    fields: maybe(fc.constantFrom("ip_src", "ip_src,ip_dst", "eth_src,ipv6_dst")),
    buckets: fc.array(bucket, { maxLength: 3 }),
  }),
) as Arbitrary<Group>;

export const meter: Arbitrary<Meter> = fc
  .tuple(some(16), fc.boolean(), fc.boolean(), fc.array(fc.tuple(fc.boolean(), u(32), u(32), u(8)), { maxLength: 3 }))
  .map(([id, isKbps, hasBurst, bands]) => ({
    id,
    flags: [isKbps ? "kbps" : "pktps", ...(hasBurst ? ["burst"] : [])],
    bands: bands.map(([isDrop, rate, burst, precLevel]) => ({
      type: isDrop ? ("drop" as const) : ("dscp_remark" as const),
      rate,
      ...(hasBurst ? { burst } : {}),
      ...(isDrop ? {} : { precLevel }),
    })),
  }));
