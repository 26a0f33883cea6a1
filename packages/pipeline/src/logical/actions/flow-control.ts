import type { Action } from "../../openflow/action.ts";
import { FIELDS } from "../../openflow/field-table.ts";
import type { ActionParser } from "./action-parser.ts";
import { type BuiltAction, plain, type StatementTable } from "./action-spec.ts";
import type { LowerContext, Pipeline } from "./context.ts";
import { OUTPORT, resubmit, setBits, whole } from "./emit.ts";
import { formatLogicalActions, lowerActions } from "./parsed.ts";

/** The highest queue that `set_queue` may name (ovn-sb(5)). */
const MAX_QUEUE = 0xf000;
const OFPP_NONE = 0xffff;

/** Where flows that are cut in parts begin, in the register that chains them. */
const FIRST_PART = 0x8000;

/** No controller is told of a packet whose TTL runs out. */
const DECREMENT_TTL: Action = { kind: "dec_ttl", ids: [] };

/** The OpenFlow table of a logical one. */
export function openflowTable(context: LowerContext, pipeline: Pipeline, table: number): number {
  const { logicalIngress, logicalEgress } = context.profile.tables;
  return (pipeline === "ingress" ? logicalIngress : logicalEgress) + table;
}

/** The OpenFlow table of the logical one behind the flow's own. */
export function nextTable(context: LowerContext): number {
  return openflowTable(context, context.pipeline, context.table + 1);
}

/** Whether the flow's table has one behind it, as recirculating actions need. */
export function hasNextTable(context: LowerContext, name: string): boolean {
  if (context.table < context.features.pipelineLength[context.pipeline]) return true;
  context.refuse(`${name} cannot be used in the last table`);
  return false;
}

/** Where packets go on, and how they are passed to other tables, ports and queues. */
export const FLOW_CONTROL: StatementTable = {
  next: { parse: parseNext },
  output: plain("output", (context) => [resubmit(context.outputTable)]),
  clone: {
    parse: (parser) => {
      const nested = parser.takeNested(undefined, "anywhere");
      return (
        nested && {
          format: () => `clone { ${formatLogicalActions(nested)} };`,
          lower: (context) => [{ kind: "clone", actions: lowerActions(nested, context) }],
        }
      );
    },
  },
  push: { parse: (parser) => parseStack(parser, "push") },
  pop: { parse: (parser) => parseStack(parser, "pop") },
  "ip.ttl": {
    needs: "ip",
    parse: (parser) => (parser.expect("--") ? { format: () => "ip.ttl--;", lower: () => [DECREMENT_TTL] } : undefined),
  },
  set_queue: {
    parse: (parser) => {
      if (!parser.expect("(")) return undefined;
      const queue = parser.takeInteger("a queue", MAX_QUEUE);
      if (queue === undefined || !parser.expect(")")) return undefined;
      return { format: () => `set_queue(${queue});`, lower: () => [{ kind: "set_queue", queue }] };
    },
  },
  set_meter: { parse: parseMeter },
  mac_cache_use: plain("mac_cache_use", ({ profile }) => [resubmit(profile.tables.macCacheUse)]),
  ct_snat_to_vip: plain("ct_snat_to_vip", ({ profile }) => [resubmit(profile.tables.ctSnatHairpin)]),
  flood_remote: {
    since: { "25.03": 0 },
    ...plain("flood_remote", ({ profile }) => {
      const table = profile.tables.floodRemoteChassis;
      if (table === undefined) return [];
      const isSplit = profile.physical.multicastSplit;
      return isSplit ? [setBits(whole(FIELDS.reg6), FIRST_PART), resubmit(table)] : [resubmit(table)];
    }),
  },
  mirror: {
    since: { "25.09": 0 },
    parse: (parser) => {
      const port = parser.expect("(") ? parser.takeString("the name of a port") : undefined;
      if (port === undefined || !parser.expect(")")) return undefined;
      return { format: () => `mirror(${JSON.stringify(port)});`, lower: (context) => lowerMirror(context, port) };
    },
  },
};

/** `next`, `next(TABLE)`, `next(pipeline=PIPELINE, table=TABLE)`. */
function parseNext(parser: ActionParser): BuiltAction | undefined {
  let pipeline: Pipeline | undefined;
  let table: number | undefined;
  const { start } = parser.lexer;
  if (parser.match("(")) {
    if (parser.is("integer")) table = parser.takeInteger("a table", 255);
    else {
      do {
        if (parser.matchName("pipeline")) {
          if (!parser.expect("=")) return undefined;
          if (parser.matchName("ingress")) pipeline = "ingress";
          else if (parser.matchName("egress")) pipeline = "egress";
          else return parser.unexpected("`ingress' or `egress'");
        } else if (parser.matchName("table")) {
          table = parser.expect("=") ? parser.takeInteger("a table", 255) : undefined;
        } else return parser.unexpected("`pipeline' or `table'");
      } while (parser.match(","));
    }
    if (!parser.expect(")")) return undefined;
  }
  const { pipelineLength } = parser.environment.features;
  const limit =
    pipeline === undefined ? Math.max(pipelineLength.ingress, pipelineLength.egress) : pipelineLength[pipeline];
  if (table !== undefined && table >= limit)
    return parser.fail(`there is no logical table ${table}: the last is ${limit - 1}`, start);
  return {
    format: () => formatNext(pipeline, table),
    lower: (context) => {
      const to = pipeline ?? context.pipeline;
      const at = table ?? context.table + 1;
      if (at < context.features.pipelineLength[to]) return [resubmit(openflowTable(context, to, at))];
      context.refuse(`next goes to table ${at} of ${to}: the last is ${context.features.pipelineLength[to] - 1}`);
      return [];
    },
  };
}

function formatNext(pipeline?: Pipeline, table?: number): string {
  if (pipeline === undefined) return table === undefined ? "next;" : `next(${table});`;
  return table === undefined ? `next(pipeline=${pipeline});` : `next(pipeline=${pipeline}, table=${table});`;
}

function parseStack(parser: ActionParser, kind: "push" | "pop"): BuiltAction | undefined {
  if (!parser.expect("(")) return undefined;
  const { start } = parser.lexer;
  const place = parser.takePlace();
  if (place === undefined || !parser.expect(")")) return undefined;
  if (kind === "pop" && !parser.checkWritable(place, start)) return undefined;
  const bits = place.bits;
  return {
    format: () => `${kind}(${place.text});`,
    lower: () => [kind === "push" ? { kind, src: bits } : { kind, dst: bits }],
  };
}

/** `set_meter(RATE)`, `set_meter(RATE, BURST)`, in kbps and kbit. */
function parseMeter(parser: ActionParser): BuiltAction | undefined {
  if (!parser.expect("(")) return undefined;
  const { start } = parser.lexer;
  const rate = parser.takeInteger("a rate", 0xffffffff);
  if (rate === 0) return parser.fail("a meter needs a rate above 0", start);
  const burst = parser.match(",") ? parser.takeInteger("a burst", 0xffffffff) : undefined;
  if (rate === undefined || !parser.expect(")")) return undefined;
  return {
    format: () => (burst ? `set_meter(${rate}, ${burst});` : `set_meter(${rate});`),
    lower: ({ numbers, uuid }) => [{ kind: "meter", meter: numbers.rateMeter(uuid, rate, burst || undefined) }],
  };
}

/** A copy of the packet to another port of the datapath, past the rest of the pipeline. */
function lowerMirror(context: LowerContext, port: string): ReturnType<BuiltAction["lower"]> {
  const key = context.portKey(port);
  if (key === undefined) return [];
  const actions = [
    setBits(whole(FIELDS.in_port), OFPP_NONE),
    setBits(whole(OUTPORT), key),
    resubmit(context.profile.tables.remoteOutput),
  ];
  return [{ kind: "clone", actions }];
}
