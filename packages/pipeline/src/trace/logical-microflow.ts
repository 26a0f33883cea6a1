import { type Cluster, createDiagnostic, type Parsed } from "@ovn-sim/model";
import { createSymbolTable, parseLogicalMicroflow, readAddressSet } from "../logical/expr/index.ts";
import { type FlowKey, KEY_WORDS } from "../openflow/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { checkTracePort } from "./checked-port.ts";

/** A packet given as a logical expression, with the port that it comes from. */
export type PortMicroflow = { readonly inport: string; readonly key: FlowKey };

const PLACE = { file: "microflow" } as const;
const EXAMPLE = 'write for instance: inport == "p1" && eth.src == 0a:58:0a:01:00:01 && eth.dst == 0a:58:0a:01:00:02';

/**
 * Reads a microflow as ovn-trace takes it (ovn-trace(8), "MICROFLOW"). What the expression leaves open
 * is 0; one that more than one packet fits, or none, is an error, and so is one that names no inport.
 */
export function readMicroflow(cluster: Cluster, text: string, profile: ReleaseProfile): Parsed<PortMicroflow> {
  const { southbound } = cluster;
  const scope = {
    table: createSymbolTable({ release: profile.release, patch: profile.patch }),
    addressSet: (name: string) => {
      const row = southbound.addressSetByName.get(name);
      return row === undefined ? undefined : readAddressSet(row.addresses).members;
    },
    portGroup: () => undefined,
  };
  const unknown: string[] = [];
  const lookupPort = (name: string): number => {
    const row = southbound.portByName.get(name);
    if (row === undefined) unknown.push(name);
    return row?.tunnel_key ?? 0;
  };
  const parsed = parseLogicalMicroflow(text, { scope, lookupPort, place: PLACE });
  if (!parsed.ok) return parsed;
  if (unknown[0] !== undefined) {
    const checked = checkTracePort(cluster, unknown[0]);
    if (!checked.ok) return checked;
  }
  const { match, inports } = parsed.value;
  if (inports.length !== 1) {
    const found = inports.length === 0 ? "found no inport" : `found the inports ${inports.join(" and ")}`;
    return { ok: false, errors: [createDiagnostic("OVN6509", PLACE, `${found}, expected one`, EXAMPLE)] };
  }
  const key = new Uint32Array(KEY_WORDS);
  for (const [i, word] of match.shape.words.entries()) key[word] = match.values[i]!;
  return { ok: true, value: { inport: inports[0]!, key }, notes: [] };
}
