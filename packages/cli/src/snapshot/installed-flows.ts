import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import {
  type FlowSet,
  formatFlow,
  formatGroup,
  formatMeter,
  parseFlows,
  parseGroups,
  parseMeters,
  parsePortsDesc,
  type PortNames,
  type PortsDesc,
} from "@ovn-sim/pipeline";
import type { ChassisFiles, Snapshot } from "./load-snapshot.ts";
import { readText } from "./read-files.ts";

/** Gives the flows dumped from a chassis, read when first asked for. */
export function readInstalledFlows(snapshot: Snapshot): (chassis: string) => Parsed<FlowSet> {
  const portsOf = readInstalledPorts(snapshot);
  return once((chassis) => {
    const ports = portsOf(chassis);
    if (ports?.ok === false) return ports;
    const names = ports?.value ?? namesInDatabase(snapshot, chassis);
    return readFlowSet(chassis, snapshot.installed.get(chassis), names);
  });
}

/** Gives the ports dumped from a chassis, read when first asked for; nothing for a chassis without such a dump. */
export function readInstalledPorts(snapshot: Snapshot): (chassis: string) => Parsed<PortsDesc> | undefined {
  return once((chassis) => {
    const files = snapshot.installed.get(chassis)?.ports;
    if (files === undefined) return undefined;
    return readPart(chassis, files, "ports", {}, parsePortsDesc, (desc) =>
      [...desc.byNumber].map(([ofPort, name]) => `${ofPort} ${name} ${desc.live.get(ofPort) ?? "state unknown"}`),
    );
  });
}

function once<T>(read: (chassis: string) => T): (chassis: string) => T {
  const known = new Map<string, T>();
  return (chassis) => {
    if (!known.has(chassis)) known.set(chassis, read(chassis));
    return known.get(chassis)!;
  };
}

/** The names of the integration bridge's ports, for dumps made with `--names`. */
function namesInDatabase(snapshot: Snapshot, chassis: string): PortNames | undefined {
  const bridge = snapshot.cluster.chassis.get(chassis)?.ovs?.integrationBridge;
  if (bridge === undefined) return undefined;
  const byNumber = new Map([...bridge.byOfport].map(([ofPort, { name }]) => [ofPort, name]));
  return { byNumber, byName: new Map([...byNumber].map(([ofPort, name]) => [name, ofPort])) };
}

function readFlowSet(chassis: string, files: ChassisFiles | undefined, names: PortNames | undefined): Parsed<FlowSet> {
  if (files?.flows === undefined) {
    const hint = `put the output of ovs-ofctl dump-flows br-int in the folder of ${chassis}`;
    return {
      ok: false,
      errors: [createDiagnostic("OVN8010", { chassis }, `the snapshot has no flow dump of ${chassis}`, hint)],
    };
  }
  const options = names === undefined ? {} : { names };
  const flows = readPart(chassis, files.flows, "flows", options, parseFlows, (dump) =>
    dump.flows.map((flow) => formatFlow(flow)),
  );
  if (!flows.ok) return flows;
  const groups = readOptional(chassis, files.groups, "groups", options, parseGroups, (all) =>
    all.map((group) => formatGroup(group)),
  );
  if (!groups.ok) return groups;
  const meters = readOptional(chassis, files.meters, "meters", options, parseMeters, (all) =>
    all.map((meter) => formatMeter(meter)),
  );
  if (!meters.ok) return meters;
  return {
    ok: true,
    value: {
      flows: flows.value.flows,
      groups: groups.value,
      meters: meters.value,
      ...(flows.value.lacks === undefined ? {} : { lacks: flows.value.lacks }),
    },
    notes: [...flows.notes, ...groups.notes, ...meters.notes],
  };
}

type PartOptions = { readonly names?: PortNames };
type Parser<T> = (text: string, options: { readonly file: string } & PartOptions) => Parsed<T>;

function readOptional<T>(
  chassis: string,
  files: ChassisFiles[keyof ChassisFiles],
  kind: string,
  options: PartOptions,
  parse: Parser<readonly T[]>,
  linesOf: (value: readonly T[]) => readonly string[],
): Parsed<readonly T[]> {
  return files === undefined
    ? { ok: true, value: [], notes: [] }
    : readPart(chassis, files, kind, options, parse, linesOf);
}

/** Reads dumps of the same thing: the first counts, and one that says otherwise is an error that names both. */
function readPart<T>(
  chassis: string,
  files: readonly [string, ...string[]],
  kind: string,
  options: PartOptions,
  parse: Parser<T>,
  linesOf: (value: T) => readonly string[],
): Parsed<T> {
  const [first, ...others] = files;
  const parsed = readOne(first, options, parse);
  if (!parsed.ok || others.length === 0) return parsed;
  const notes: Diagnostic[] = [...parsed.notes];
  const wanted = [...linesOf(parsed.value)].sort();
  for (const file of others) {
    const other = readOne(file, options, parse);
    if (!other.ok) {
      notes.push(...other.errors);
      continue;
    }
    notes.push(...other.notes);
    const lines = [...linesOf(other.value)].sort();
    const odd = firstDifference(wanted, lines);
    if (odd === undefined) continue;
    const message = `the ${kind} of ${chassis} are also in ${first}, and the two differ: ${odd.trim()}; the first are used`;
    const hint = "keep one dump of each kind for a chassis";
    notes.push(createDiagnostic("OVN8006", { file }, message, hint));
  }
  return { ok: true, value: parsed.value, notes };
}

/** The first line that only one of two sorted lists has. */
function firstDifference(a: readonly string[], b: readonly string[]): string | undefined {
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0) return b[a.length];
  const [here, there] = [a[at]!, b[at]];
  return there === undefined || here < there ? here : there;
}

function readOne<T>(file: string, options: PartOptions, parse: Parser<T>): Parsed<T> {
  const read = readText(file);
  return "error" in read ? { ok: false, errors: [read.error] } : parse(read.text, { file, ...options });
}
