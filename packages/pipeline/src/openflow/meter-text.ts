import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import { compact } from "./actions/entry.ts";
import type { Meter } from "./flow.ts";
import { eachLine, isReplyHeader, LineFaults } from "./lines.ts";
import { parseUint } from "./number-text.ts";
import { Piece, splitArgument, splitTokens } from "./piece.ts";
import { type Fault, isFault, quoted } from "./text-fault.ts";

/** The flags of a meter, in the order that they print in: ovs-ofctl(8), "Meter Syntax". */
const FLAGS: readonly string[] = ["kbps", "pktps", "burst", "stats"];

type Band = Meter["bands"][number];
type Draft = { readonly id: number; readonly flags: string[]; readonly bands: Band[] };

/**
 * Reads what `ovs-ofctl dump-meters` prints: a line for each meter and one for each of its bands; or a meter a
 * line, as `add-meter` takes it. A line that is neither becomes an error in `notes`.
 */
export function parseMeters(text: string, options: { readonly file?: string } = {}): Parsed<readonly Meter[]> {
  const faults = new LineFaults("OVN3004", options.file);
  const meters: Draft[] = [];
  eachLine(text, (start, end, line) => {
    if (isReplyHeader(text, start) || text[start] === "#") return;
    const fault = parseLine(new Piece(text.slice(start, end)), meters);
    if (fault !== undefined) faults.add(fault, line);
  });
  const errors = faults.diagnostics();
  if (meters.length > 0 || errors.length === 0) return { ok: true, value: meters, notes: errors };
  const place = options.file === undefined ? {} : { file: options.file };
  const none = createDiagnostic(
    "OVN3008",
    place,
    `none of ${faults.count} lines is a meter`,
    "expected the text of ovs-ofctl dump-meters",
  );
  return { ok: false, errors: [none, ...errors] };
}

function parseLine(line: Piece, meters: Draft[]): Fault | undefined {
  const tokens = splitTokens(line);
  if (isFault(tokens)) return tokens;
  let band: { type?: Band["type"]; rate?: number; burst?: number; precLevel?: number } | undefined;
  for (const whole of tokens) {
    const argument = splitArgument(whole);
    const nested = /^bands?$/.test(argument.key) ? argument.value : undefined;
    if (nested?.isEmpty === true) continue;
    const { key, value } = nested === undefined ? argument : splitArgument(nested);
    const text = value?.text ?? "";
    if (key === "meter") {
      const id = parseUint(text, 32) ?? NAMED[text];
      if (id === undefined) return whole.fault(`meter is ${quoted(text)}`, "expected a number of at most 32 bits");
      meters.push({ id, flags: [], bands: [] });
    } else if (FLAGS.includes(key) && value === undefined) {
      const meter = meters.at(-1);
      if (meter === undefined) return whole.fault(`flag ${key} belongs to no meter`);
      meter.flags.push(key);
    } else if (key === "type") {
      if (text !== "drop" && text !== "dscp_remark")
        return whole.fault(`type is ${quoted(text)}`, "expected drop or dscp_remark");
      const fault = finishBand(band, meters, whole);
      if (fault !== undefined) return fault;
      band = { type: text };
    } else if (key in BAND_NUMBERS) {
      const number = parseUint(text, 32);
      if (number === undefined) return whole.fault(`${key} is ${quoted(text)}`, "expected a number of at most 32 bits");
      band = { ...band, [BAND_NUMBERS[key]!]: number };
    } else
      return whole.fault(`${quoted(whole.text)} is no part of a meter`, "expected meter, a flag, bands, type or rate");
  }
  return finishBand(band, meters, line);
}

/** Meters that have names instead of numbers: OpenFlow 1.5.1, 7.3.4.3. */
const NAMED: Readonly<Record<string, number>> = { slowpath: 0xffff_fffd, controller: 0xffff_fffe, all: 0xffff_ffff };

const BAND_NUMBERS: Readonly<Record<string, "rate" | "burst" | "precLevel">> = {
  rate: "rate",
  burst_size: "burst",
  prec_level: "precLevel",
};

function finishBand(
  band:
    | { readonly type?: Band["type"]; readonly rate?: number; readonly burst?: number; readonly precLevel?: number }
    | undefined,
  meters: readonly Draft[],
  at: Piece,
): Fault | undefined {
  if (band === undefined) return undefined;
  const meter = meters.at(-1);
  const { type, rate, burst, precLevel } = band;
  if (meter === undefined) return at.fault("the band belongs to no meter");
  if (type === undefined) return at.fault("the band lacks its type", "expected type=drop or type=dscp_remark");
  if (rate === undefined) return at.fault("the band lacks its rate");
  meter.bands.push(compact<Band>({ type, rate, burst, precLevel }));
  return undefined;
}

/** Writes a meter as `ovs-ofctl dump-meters` does: its line, then one for each band. */
export function formatMeter(meter: Meter): string {
  const name = Object.keys(NAMED).find((key) => NAMED[key] === meter.id) ?? String(meter.id);
  const flags = FLAGS.filter((flag) => meter.flags.includes(flag)).map((flag) => `${flag} `);
  let text = `meter=${name} ${flags.join("")}bands=`;
  for (const band of meter.bands) {
    text += `\ntype=${band.type} rate=${band.rate}`;
    if (meter.flags.includes("burst")) text += ` burst_size=${band.burst ?? 0}`;
    if (band.type === "dscp_remark") text += ` prec_level=${band.precLevel ?? 0}`;
  }
  return text;
}
