import { RULE_IDS, type RuleId } from "@ovn-sim/pipeline";
import { InvalidArgumentError } from "commander";
import { REPORT_FORMATS, type ReportFormat } from "../report/formats.ts";
import type { Shard } from "../report/report.ts";

/** A file that gets the result in a format of its own. */
export type FormatFile = { readonly format: ReportFormat; readonly file: string };

/** A parser of an option that may be given again: adds the rules of `a,b` to those before. */
export function parseRules(text: string, before: readonly RuleId[] = []): readonly RuleId[] {
  return [...before, ...text.split(",").map((id) => parseRule(id.trim()))];
}

export function parseRule(text: string): RuleId {
  const found = RULE_IDS.find((id) => id === text);
  if (found === undefined) throw new InvalidArgumentError(`expected one of ${RULE_IDS.join(", ")}.`);
  return found;
}

/** Parts are many at most: one for each machine of a pipeline. */
const MOST_SHARDS = 10_000;

export function parseShard(text: string): Shard {
  const [, index = Number.NaN, count = Number.NaN] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (!(index >= 1 && index <= count && count <= MOST_SHARDS)) {
    throw new InvalidArgumentError("expected a part and the number of parts, as in 2/4.");
  }
  return { index, count };
}

/** A parser of an option that may be given again. */
export function parseFormatFile(text: string, before: readonly FormatFile[] = []): readonly FormatFile[] {
  const at = text.indexOf("=");
  const format = REPORT_FORMATS.find((known) => known === text.slice(0, at));
  if (format === undefined || at === text.length - 1) {
    throw new InvalidArgumentError(
      `expected a format and a file, as in sarif=verify.sarif (${REPORT_FORMATS.join(", ")}).`,
    );
  }
  return [...before, { format, file: text.slice(at + 1) }];
}
