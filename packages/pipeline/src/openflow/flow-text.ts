import type { Flow, FlowAttributes } from "./flow.ts";
import { type ActionOptions, formatActions } from "./action-text.ts";
import { formatMatch } from "./match-text.ts";
import { formatHex } from "./number-text.ts";

/** The priority of a flow that states none; `ovs-ofctl` does not print it. */
export const DEFAULT_PRIORITY = 0x8000;

/** Flags of a flow, in the order that they print in: ovs-ofctl(8), "Flow Syntax". */
export const FLOW_FLAGS: ReadonlySet<string> = new Set([
  "send_flow_rem",
  "check_overlap",
  "reset_counts",
  "no_packet_counts",
  "no_byte_counts",
  "allow_hidden_fields",
  "no_readonly_table",
]);

export type FlowFormatOptions = ActionOptions & {
  /** Whether statistics are printed; false by default, as with `--no-stats`. */
  readonly stats?: boolean;
};

/**
 * Writes a flow as `ovs-ofctl -O OpenFlow15 dump-flows` does, with `--no-stats --no-names` unless the
 * options say otherwise, short of the blank that it puts before each line.
 */
export function formatFlow(flow: Flow, options: FlowFormatOptions = {}): string {
  const match = formatMatch(flow.match, options);
  const priority = flow.priority === DEFAULT_PRIORITY ? "" : `priority=${flow.priority}`;
  const selector = priority !== "" && match !== "" ? `${priority},${match}` : priority + match;
  const blank = selector === "" ? "" : " ";
  return `${formatHead(flow, options.stats === true)}${selector}${blank}actions=${formatActions(flow.actions, options)}`;
}

/** Writes flows as the lines of a dump, each with its line feed. */
export function formatFlows(flows: readonly Flow[], options: FlowFormatOptions = {}): string {
  let text = "";
  for (const flow of flows) text += ` ${formatFlow(flow, options)}\n`;
  return text;
}

/** All that stands before the priority. */
function formatHead(flow: Flow, stats: boolean): string {
  const attributes: FlowAttributes = flow.attributes ?? {};
  let head = "";
  if (flow.cookie !== 0 && flow.cookie !== 0n) head += `cookie=${formatHex(flow.cookie)}, `;
  else if (stats) head += "cookie=0x0, ";
  if (stats) head += `duration=${attributes.duration ?? "0s"}, `;
  if (stats || flow.table !== 0) head += `table=${flow.table}, `;
  if (stats) head += `n_packets=${attributes.packets ?? 0}, n_bytes=${attributes.bytes ?? 0}, `;
  if (attributes.idleTimeout !== undefined) head += `idle_timeout=${attributes.idleTimeout}, `;
  if (attributes.hardTimeout !== undefined) head += `hard_timeout=${attributes.hardTimeout}, `;
  for (const flag of attributes.flags ?? []) head += `${flag} `;
  if (attributes.importance !== undefined) head += `importance=${attributes.importance}, `;
  if (stats && attributes.idleAge !== undefined) head += `idle_age=${attributes.idleAge}, `;
  if (stats && attributes.hardAge !== undefined) head += `hard_age=${attributes.hardAge}, `;
  return head;
}
