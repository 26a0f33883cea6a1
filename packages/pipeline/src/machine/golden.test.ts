import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import { ALL_FIELDS, FIELDS } from "../openflow/field-table.ts";
import {
  type FlowKey,
  formatFieldValue,
  formatSubfield,
  parseFlows,
  parseGroups,
  parseMicroflow,
  RESERVED_PORTS,
  type Subfield,
  TUN_PRESENT_WORD,
  type Words,
  wordsToBigint,
} from "../openflow/index.ts";
import { CT_STATE } from "./ct-state.ts";
import { createBridge, type RunResult, runPacket, type Step, type StepSink } from "./index.ts";

/*
 * What a real Open vSwitch said: each file in golden/ holds flows, groups, a microflow and the text of
 * `ofproto/trace`, less its megaflow. The switch had a bridge br0 on the dummy datapath with ports p1
 * to p6, numbered so, of which p6 was down; LOCAL is port 100 of the datapath.
 */
const FOLDER = new URL("./golden/", import.meta.url);
const PORTS = [1, 2, 3, 4, 5, 6].map((ofPort) => ({ ofPort, name: `p${ofPort}`, live: ofPort !== 6 }));
const LOCAL_IN_DATAPATH = "100";

type Case = { file: string; name: string; flows: string; groups: string; ctNext: number[]; passes: TracedPass[] };

/** One pass of the text: tables and values in order, unless the file leaves them out. */
type TracedPass = { start: string; final: string; events: string[] | undefined; outputs: string[]; failed: boolean };

function readCases(file: string): Case[] {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [, name = ""] = part.match(/^(.*)\n/) ?? [];
      const flows = part.match(/^--- flows\n((?:(?!---).*\n)*)/m)?.[1] ?? "";
      const groups = part.match(/^--- groups\n((?:(?!---).*\n)*)/m)?.[1] ?? "";
      const [, options = "", trace = ""] = part.match(/^--- trace (.*)\n([\s\S]*)$/m) ?? [];
      const ctNext = [...options.matchAll(/--ct-next (\S+)/g)].map(([, bits = ""]) => ctStateOf(bits));
      return { file, name, flows, groups, ctNext, passes: readTrace(trace) };
    });
}

function ctStateOf(names: string): number {
  return names.split(/[,|]/).reduce((bits, name) => bits | CT_STATE[name as keyof typeof CT_STATE], 0);
}

function readTrace(text: string): TracedPass[] {
  const passes: TracedPass[] = [];
  for (const line of text.split("\n")) {
    const pass = passes.at(-1);
    const body = line.trim();
    if (line.startsWith("Flow: ")) {
      passes.push({ start: line.slice(6), final: "", events: [], outputs: [], failed: false });
    } else if (pass === undefined) continue;
    else if (body === "(left out)") pass.events = undefined;
    else if (line.startsWith("Final flow: ")) pass.final = line.slice(12);
    else if (line.startsWith("Datapath actions: ")) pass.outputs.push(...datapathOutputs(line.slice(18)));
    else if (line.startsWith("Translation failed")) pass.failed = true;
    else pass.events?.push(...eventOf(body));
  }
  return passes;
}

function eventOf(line: string): string[] {
  const missed = line.match(/^(\d+)\. No match/);
  if (missed !== null) return [`table ${missed[1]}: miss`];
  const table = line.match(/^(\d+)\. (?:.*, )?priority (\d+)/);
  if (table !== null) return [`table ${table[1]}: priority ${table[2]}`];
  const value = line.match(/^-> (\S+) is now (\S+)$/);
  if (value !== null) return [`${value[1]} is now ${value[2]}`];
  const bucket = line.match(/^bucket (\d+)$/);
  return bucket === null ? [] : [`bucket ${bucket[1]}`];
}

/** The ports of a list of datapath actions, those inside clone and check_pkt_len among them. */
function datapathOutputs(text: string): string[] {
  const outputs: string[] = [];
  let rest = text;
  while (rest !== "") {
    const [token = ""] = rest.match(/^[^,()]*/) ?? [];
    rest = rest.slice(token.length);
    if (rest.startsWith("(")) {
      const inside = rest.slice(1, matchingParenthesis(rest));
      rest = rest.slice(inside.length + 2);
      if (["clone", "check_pkt_len", "gt", "le"].includes(token)) outputs.push(...datapathOutputs(inside));
    } else if (/^\d+$/.test(token)) outputs.push(token);
    rest = rest.replace(/^,/, "");
  }
  return outputs;
}

function matchingParenthesis(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i;
  }
  throw new Error(`no closing parenthesis in ${text}`);
}

function keyOf(text: string): FlowKey {
  const key = parseMicroflow(text);
  if (!key.ok) throw new Error(`${text}: ${key.errors[0].message}`);
  return key.value;
}

/** Hears of tables, values and buckets in the words of the text. */
class Listener implements StepSink {
  readonly passes: { start: FlowKey; final: FlowKey; events: string[] }[] = [];
  #tellsValues = false;

  step(step: Step, key: FlowKey): void {
    const pass = this.passes.at(-1);
    switch (step.kind) {
      case "pass":
        this.passes.push({ start: key.slice(), final: key, events: [] });
        return;
      case "table":
        pass?.events.push(
          `table ${step.table}: ${step.flow === undefined ? "miss" : `priority ${step.flow.priority}`}`,
        );
        return;
      case "action":
        this.#tellsValues = ["move", "pop", "bundle"].includes(step.action.kind);
        return;
      case "value":
        if (this.#tellsValues)
          pass?.events.push(`${formatSubfield(step.dst)} is now ${formatValue(step.dst, step.value)}`);
        return;
      case "bucket":
        pass?.events.push(`bucket ${step.bucket}`);
        return;
      case "end":
        pass!.final = key.slice();
        return;
      case "branch":
      case "fork":
      case "ignored":
      case "output":
      case "stop":
        return;
    }
  }
}

function formatValue({ field, lo, bits }: Subfield, value: Words): string {
  if (lo === 0 && bits === field.bits) return formatFieldValue(field, value);
  const number = wordsToBigint(value);
  return number === 0n ? "0" : `0x${number.toString(16)}`;
}

/** Fields of a flow that `ofproto/trace` does not print, or numbers as it likes. */
const NOT_PRINTED = [FIELDS.recirc_id.word, FIELDS.tun_metadata0.word, TUN_PRESENT_WORD, FIELDS.actset_output.word];

function expectKey(got: FlowKey, want: FlowKey, printsTunnelId: boolean): void {
  const differences: string[] = [];
  for (let word = 0; word < KEY_WORDS; word++) {
    if (NOT_PRINTED.includes(word) || (!printsTunnelId && word === FIELDS.tun_id.word + 1)) continue;
    if (got[word] === want[word]) continue;
    const names = ALL_FIELDS.filter((field) => field.word <= word && word < field.word + field.words).map(
      ({ name }) => name,
    );
    differences.push(`${names.join()}: ${got[word]!.toString(16)} instead of ${want[word]!.toString(16)}`);
  }
  expect(differences).toEqual([]);
}

function outputsOf({ outputs }: RunResult): string[] {
  return outputs.map(({ ofPort }) => (ofPort === RESERVED_PORTS.LOCAL ? LOCAL_IN_DATAPATH : String(ofPort)));
}

describe("what Open vSwitch says", () => {
  test.each(readdirSync(FOLDER).flatMap(readCases))("$file: $name", ({ flows, groups, ctNext, passes }) => {
    const parsed = parseFlows(flows);
    const parsedGroups = parseGroups(groups);
    if (!parsed.ok || !parsedGroups.ok) throw new Error("flows or groups do not parse");
    expect([...parsed.notes, ...parsedGroups.notes].filter(({ severity }) => severity === "error")).toEqual([]);
    const bridge = createBridge({ flows: parsed.value.flows, groups: parsedGroups.value, ports: PORTS });
    const listener = new Listener();
    const key = keyOf(passes[0]!.start);

    const result = runPacket(bridge, key, { sink: listener, ctNext });

    expect(result.unsupported).toEqual([]);
    const floods = result.assumptions.some(({ kind }) => kind === "flood-order");
    const ordered = (outputs: string[]): string[] => (floods ? outputs.toSorted() : outputs);
    expect(ordered(outputsOf(result))).toEqual(ordered(passes.flatMap(({ outputs }) => outputs)));
    expect(result.passes.map(({ discarded }) => discarded !== undefined)).toEqual(passes.map(({ failed }) => failed));
    for (const [i, pass] of passes.entries()) {
      if (pass.events !== undefined) expect(listener.passes[i]!.events).toEqual(pass.events);
      expectKey(listener.passes[i]!.start, keyOf(pass.start), true);
      const final = pass.final === "unchanged" ? pass.start : pass.final;
      expectKey(listener.passes[i]!.final, keyOf(final), !final.includes("tun_gbp_flags"));
    }
    expect(outputsOf(runPacket(bridge, key, { ctNext }))).toEqual(outputsOf(result));
  });
});
