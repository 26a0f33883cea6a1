import { detectFormat, detectUnderlay, type DatabaseFormat, type UnderlayKind } from "@ovn-sim/model";

/** What a file holds, told from its first bytes; its name is never looked at. */
export type Content =
  | { readonly kind: "database"; readonly format: Exclude<DatabaseFormat, "unknown"> }
  | { readonly kind: "flows" | "groups" | "ports" | "meters" | UnderlayKind | "empty" | "other" };

/** How much of a file's beginning and of its end is enough to tell what it holds. */
export const HEAD_BYTES = 16_384;
export const TAIL_BYTES = 4096;

const FLOW_LINE =
  /^[ \t]*(?:(?:cookie=0x[0-9a-f]+|table=\w+|priority=\d+|duration=|n_packets=|reset_counts)[^\n]*\s)?actions=\S/m;
const FLOW_HEADER = /^(?:NXST_FLOW|OFPST_FLOW) reply/m;
const GROUP_HEADER = /^(?:OFPST_GROUP_DESC|NXST_GROUP_DESC) reply/m;
const GROUP_LINE = /^[ \t]*group_id=\d+,type=/m;
const PORT_HEADER = /^OFPST_PORT_DESC reply/m;
const METER_HEADER = /^OFPST_METER_CONFIG reply/m;

/** Tells what a file holds from its first {@link HEAD_BYTES} and its last {@link TAIL_BYTES}, or all of it. */
export function recogniseContent(ends: Uint8Array): Content {
  if (ends.length === 0) return { kind: "empty" };
  const format = detectFormat(ends);
  if (format !== "unknown") return { kind: "database", format };
  const text = new TextDecoder().decode(ends);
  if (text.trim() === "") return { kind: "empty" };
  if (GROUP_HEADER.test(text) || GROUP_LINE.test(text)) return { kind: "groups" };
  if (PORT_HEADER.test(text)) return { kind: "ports" };
  if (METER_HEADER.test(text)) return { kind: "meters" };
  if (FLOW_HEADER.test(text) || FLOW_LINE.test(text)) return { kind: "flows" };
  return { kind: detectUnderlay(text) ?? "other" };
}
