import type { Diagnostic, Parsed } from "@ovn-sim/model";
import { createDiagnostic } from "@ovn-sim/model";
import { type FlowSet, parseFlows, parseGroups, parseMeters } from "@ovn-sim/pipeline";
import type { ChassisFiles, Snapshot } from "./load-snapshot.ts";
import { readText } from "./read-files.ts";

/** Gives the flows dumped from a chassis, read when first asked for. */
export function readInstalledFlows(snapshot: Snapshot): (chassis: string) => Parsed<FlowSet> {
  const cache = new Map<string, Parsed<FlowSet>>();
  return (chassis) => {
    let set = cache.get(chassis);
    if (set === undefined) cache.set(chassis, (set = readFlowSet(chassis, snapshot.installed.get(chassis))));
    return set;
  };
}

function readFlowSet(chassis: string, files: ChassisFiles | undefined): Parsed<FlowSet> {
  if (files?.flows === undefined) {
    const hint = `put the output of ovs-ofctl dump-flows br-int in the folder of ${chassis}`;
    return {
      ok: false,
      errors: [createDiagnostic("OVN8010", { chassis }, `the snapshot has no flow dump of ${chassis}`, hint)],
    };
  }
  const notes: Diagnostic[] = [];
  const flows = readPart(files.flows, parseFlows);
  if (!flows.ok) return flows;
  notes.push(...flows.notes);
  const groups = files.groups === undefined ? undefined : readPart(files.groups, parseGroups);
  if (groups?.ok === false) return groups;
  const meters = files.meters === undefined ? undefined : readPart(files.meters, parseMeters);
  if (meters?.ok === false) return meters;
  notes.push(...(groups?.notes ?? []), ...(meters?.notes ?? []));
  return {
    ok: true,
    value: { flows: flows.value.flows, groups: groups?.value ?? [], meters: meters?.value ?? [] },
    notes,
  };
}

function readPart<T>(file: string, parse: (text: string, options: { readonly file: string }) => Parsed<T>): Parsed<T> {
  const read = readText(file);
  return "error" in read ? { ok: false, errors: [read.error] } : parse(read.text, { file });
}
