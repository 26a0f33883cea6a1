import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What was asked of ovn-trace, the connections' states and the backend that it was told to take, and its whole answer. */
export type RecordedOvnTrace = {
  readonly microflow: string;
  readonly ct?: readonly string[];
  readonly lbBackend?: string;
  readonly text: string;
};

/** The answers of ovn-trace in a recording: `ovn-traces.jsonl`, or a folder `ovn-traces` whose files begin with the question. */
export function readRecordedOvnTraces(recording: string): RecordedOvnTrace[] {
  const lines = join(recording, "ovn-traces.jsonl");
  if (existsSync(lines)) {
    const texts = readFileSync(lines, "utf8").split("\n");
    return texts.filter((text) => text !== "").map((text) => JSON.parse(text) as RecordedOvnTrace);
  }
  const folder = join(recording, "ovn-traces");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const end = text.indexOf("\n");
      const { flow } = JSON.parse(text.slice(0, end)) as { readonly flow: string };
      return { microflow: flow, text: text.slice(end + 1) };
    });
}
