import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCutShort, parseTraceEnd } from "../lab/trace-outputs.ts";

/** What was asked of `ofproto/trace`, and the outputs that it ended in. */
export type RecordedTrace = {
  readonly chassis: string;
  readonly flow: string;
  readonly outputs: readonly number[];
  /** `ofproto/trace` stopped before the packet did: its outputs are only the first ones. */
  readonly cutShort: boolean;
};

type Line = {
  readonly chassis: string;
  readonly flow: string;
  readonly outputs?: readonly number[];
  readonly datapath?: readonly string[];
  readonly text?: string;
};

/** The traces of a recording: `traces.jsonl`, or a folder `traces` whose files begin with the question. */
export function readRecordedTraces(recording: string): RecordedTrace[] {
  const lines = join(recording, "traces.jsonl");
  if (existsSync(lines)) {
    const texts = readFileSync(lines, "utf8").split("\n");
    return texts.filter((text) => text !== "").map((text) => toTrace(JSON.parse(text) as Line));
  }
  const folder = join(recording, "traces");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const end = text.indexOf("\n");
      return toTrace({ ...(JSON.parse(text.slice(0, end)) as Line), text: text.slice(end + 1) });
    });
}

function toTrace({ chassis, flow, outputs, datapath, text }: Line): RecordedTrace {
  const end = outputs === undefined || datapath === undefined ? parseTraceEnd(text ?? "") : { outputs, datapath };
  return { chassis, flow, outputs: outputs ?? end.outputs, cutShort: isCutShort(end) };
}
