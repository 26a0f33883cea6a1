import process from "node:process";
import type { Cluster } from "@ovn-sim/model";
import {
  BUM_TARGETS,
  compileChassis,
  createChassisView,
  createTracer,
  type FlowSet,
  type Trace,
  verifyCluster,
  type VerifyReport,
} from "@ovn-sim/pipeline";
import { expect, test } from "vitest";
import { recordedCluster, recordedFlows, valueOf } from "../conformance/recorded-cluster.ts";
import { listRecordings, type Recording } from "../recordings/index.ts";
import { describeMutant, type Mutant, MUTANT_FAMILIES, type MutantFamily, mutantsOf, plantMutant } from "./mutants.ts";

/** `all` plants faults in every recording, a name in that one. */
const WANTED = process.env["MUTATE"];

/** When nothing else is asked for. */
const SAMPLED = ["26.03/uneven-vteps", "25.03/containers-and-localport", "24.03/l3-router"];

/** So many faults of each family and kind for each chassis; `all` takes hours over all recordings. */
const OF_EACH_KIND = process.env["MUTATE_EACH"] === "all" ? Infinity : Number(process.env["MUTATE_EACH"] ?? 2);

type Tables = ReadonlyMap<string, FlowSet>;

/** Everything that a report says, as one text. */
function textOf({ findings }: VerifyReport): string {
  return findings.map(({ rule, subject, message }) => `${rule} ${subject} ${message}`).join("\n");
}

function verify(cluster: Cluster, tables: Tables): VerifyReport {
  return valueOf(
    verifyCluster(cluster, { installed: (chassis) => ({ ok: true, value: tables.get(chassis)!, notes: [] }) }),
  );
}

/** Where packets of every pair of interfaces, and floods, go: the behaviour that a fault may change. */
function behaviourOf(cluster: Cluster, tables: Tables): string {
  const tracer = createTracer(cluster, {
    installed: (chassis) => ({ ok: true, value: tables.get(chassis)!, notes: [] }),
  });
  const lines: string[] = [];
  const rows = [...cluster.southbound.tables.Port_Binding.values()].filter(
    ({ type }) => type === "" || type === "localport",
  );
  for (const { logical_port: from, type } of rows) {
    const homes = type === "localport" ? [...cluster.chassis.keys()] : [undefined];
    for (const { logical_port: to } of [
      ...rows,
      ...BUM_TARGETS.map((target) => ({ logical_port: target as string })),
    ]) {
      if (from === to) continue;
      for (const chassis of homes) {
        const traced = tracer.outline({ kind: "ports", from, to, ...(chassis !== undefined && { chassis }) });
        lines.push(traced.ok ? outcomeOf(traced.value) : traced.errors[0].code);
      }
    }
  }
  return lines.join("\n");
}

/** A flood may use any VTEP (DESIGN, rule 5): of its copies it counts alone whom they go to. */
function outcomeOf({ tunnels, deliveries, departures }: Trace): string {
  const parts = [
    ...tunnels.map(({ fromChassis, toChassis, sourceIp, destinationIp, tunnelKey, bum }) => {
      return `${fromChassis}>${toChassis} ${bum ? "" : `${sourceIp}>${destinationIp}`} ${tunnelKey}`;
    }),
    ...deliveries.map(({ chassis, logicalPort }) => `${chassis}:${logicalPort}`),
    ...departures.map(({ chassis, port }) => `${chassis}~${port}`),
  ];
  return parts.sort().join(" ");
}

type Count = { planted: number; caught: number; missed: number };

/** Every so many faults of a kind, so that they are spread over the tables. */
function sample(mutants: readonly Mutant[]): readonly Mutant[] {
  const byKind = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const key = `${mutant.family} ${mutant.kind}`;
    const known = byKind.get(key);
    if (known === undefined) byKind.set(key, [mutant]);
    else known.push(mutant);
  }
  return [...byKind.values()].flatMap((all) => {
    const step = OF_EACH_KIND === Infinity ? 1 : Math.max(1, Math.floor(all.length / OF_EACH_KIND));
    return all.filter((_, at) => at % step === 0).slice(0, OF_EACH_KIND);
  });
}

function tryRecording(recording: Recording, counts: Map<MutantFamily, Count>): readonly string[] {
  const cluster = recordedCluster(recording);
  const tables = new Map<string, FlowSet>();
  for (const { name, isRemote } of cluster.chassis.values()) {
    if (isRemote) continue;
    const isRecorded = recording.files.includes(`${name}/flows.txt`);
    tables.set(name, isRecorded ? recordedFlows(recording, name) : valueOf(compileChassis(cluster, name)));
  }
  const right = textOf(verify(cluster, tables));
  const behaviour = behaviourOf(cluster, tables);
  const missed: string[] = [];
  for (const [chassis, set] of tables) {
    const { profile, tunnels, flowTunnels } = valueOf(createChassisView(cluster, chassis));
    const ports = [...tunnels, ...flowTunnels.values()].map(({ ofport }) => ofport);
    const mutants = mutantsOf({ flows: set.flows, profile, tunnels: ports });
    for (const mutant of sample(mutants)) {
      const planted = new Map(tables).set(chassis, { ...set, flows: plantMutant(set.flows, mutant) });
      const count = counts.get(mutant.family)!;
      count.planted++;
      if (textOf(verify(cluster, planted)) !== right) {
        count.caught++;
      } else if (behaviourOf(cluster, planted) !== behaviour) {
        count.missed++;
        missed.push(`${recording.name} ${chassis}: ${describeMutant(mutant)}`);
      } else if (process.env["MUTATE_REPORT"] === "all") {
        process.stdout.write(`unseen: ${recording.name} ${chassis}: ${describeMutant(mutant)}\n`);
      }
    }
  }
  return missed;
}

test("a fault in any one flow is found when it changes where packets go", { timeout: 7_200_000 }, () => {
  const counts = new Map(
    MUTANT_FAMILIES.map((family): [MutantFamily, Count] => [family, { planted: 0, caught: 0, missed: 0 }]),
  );
  const isWanted = ({ name }: Recording): boolean =>
    WANTED === undefined ? SAMPLED.includes(name) : WANTED === "all" || name === WANTED;
  const recordings = listRecordings().filter(isWanted);
  expect(recordings.length).toBeGreaterThan(0);
  const missed = recordings.flatMap((recording) => tryRecording(recording, counts));
  if (process.env["MUTATE_REPORT"] !== undefined) {
    for (const [family, { planted, caught, missed: lost }] of counts) {
      const rest = planted - caught - lost;
      process.stdout.write(
        `${family.padEnd(14)} planted ${planted}, caught ${caught}, missed ${lost}, without effect ${rest}\n`,
      );
    }
  }
  expect(missed).toEqual([]);
});
