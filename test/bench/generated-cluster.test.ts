import { readFileSync } from "node:fs";
import { compareDatabases, createCluster, type Database, readDatabase } from "@ovn-sim/model";
import { BUM_TARGETS, compileChassis, createTracer, type Flow } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { generateCluster } from "../../bench/src/generate/cluster.ts";
import { joinChunks } from "../../bench/src/generate/database-text.ts";
import {
  describeShape,
  flatShape,
  kubeShape,
  nodeShape,
  peersShape,
  routedShape,
  type Shape,
} from "../../bench/src/generate/shape.ts";

const RECORDING = new URL("../recordings/26.03/router/", import.meta.url);

const SHAPES: readonly Shape[] = [
  flatShape(3, 2, 9),
  flatShape(2, 1, 5),
  routedShape(3, 2, 2, 4),
  nodeShape(4, 3, 12),
  { ...routedShape(4, 2, 5, 20), routers: 2 },
  { ...peersShape(7), chassis: 3 },
  kubeShape(3, 2, 60),
  { ...routedShape(2, 2, 2, 6), acls: 2 },
  { ...flatShape(2, 2, 6), loadBalancers: 3 },
];

/** A database that was read whole: its lengths, sums and types are right. */
function readWhole(bytes: Uint8Array, file: string): Database {
  const read = readDatabase(bytes, { file });
  expect(read).toMatchObject({ ok: true, ...(read.ok ? { notes: [] } : {}) });
  if (!read.ok) throw new Error(`${file} is not read`);
  return read.value;
}

function compileFirst(databases: readonly Database[], chassis: string): readonly Flow[] {
  const cluster = createCluster(databases);
  if (!cluster.ok) throw new Error("not linked");
  expect(cluster.notes).toEqual([]);
  const compiled = compileChassis(cluster.value, chassis);
  if (!compiled.ok) throw new Error("not compiled");
  expect(compiled.notes).toEqual([]);
  return compiled.value.flows;
}

describe.each(SHAPES.map((shape) => ({ shape, form: describeShape(shape) })))("$form", ({ shape }) => {
  const files = generateCluster(shape);

  test("has the same bytes each time, and others with another seed", () => {
    const again = generateCluster(shape);
    expect(Buffer.compare(files.southbound.backup(), again.southbound.backup())).toBe(0);
    expect(Buffer.compare(files.openVswitch.backup(), again.openVswitch.backup())).toBe(0);
    const other = generateCluster({ ...shape, seed: shape.seed + 1 });
    expect(Buffer.compare(files.southbound.backup(), other.southbound.backup())).not.toBe(0);
  });

  test("holds the same rows as a backup, as a server's file and as a dump", () => {
    for (const { backup, dump, chunks } of [files.southbound, files.northbound, files.openVswitch]) {
      const database = readWhole(backup(), "backup");
      expect(compareDatabases(database, readWhole(dump(), "dump"))).toEqual([]);
      expect(compareDatabases(database, readWhole(joinChunks(chunks.log()), "log"))).toEqual([]);
    }
  });

  test("compiles without a loss, and its packets arrive by the configured VTEPs", () => {
    const databases = [files.southbound, files.openVswitch].map(({ backup }, i) => readWhole(backup(), `${i}.db`));
    expect(compileFirst(databases, files.chassis).length).toBeGreaterThan(200);
    const cluster = createCluster(databases);
    if (!cluster.ok) throw new Error("not linked");
    const [from = ""] = files.localPorts;
    const [to = ""] = files.remotePorts;
    const trace = createTracer(cluster.value).trace({ kind: "ports", from, to });
    const expected = { deliveries: [{ logicalPort: to }], tunnels: [{ asConfigured: true }], drops: [] };
    expect(trace).toMatchObject({ ok: true, value: expected });
  });
});

/** ls_in_check_port_sec and ls_in_arp_rsp ask which ports are on the chassis, and the two clusters place them differently. */
const TABLES_BY_PLACEMENT: ReadonlySet<number> = new Set([8, 34]);

test("a cluster of the recording's size has the recording's logical flows, table by table", () => {
  const { southbound, openVswitch, chassis } = generateCluster(routedShape(3, 2, 2, 4));
  const generated = [readWhole(southbound.backup(), "sb"), readWhole(openVswitch.backup(), "ovs")];
  const recorded = ["sb.backup.db", "node-x/ovs.backup.db"].map((file) =>
    readWhole(readFileSync(new URL(file, RECORDING)), file),
  );
  const logicalRows = ([database]: readonly Database[]) => database?.tables.get("Logical_Flow")?.rows.size;
  expect(logicalRows(generated)).toBe(logicalRows(recorded));
  expect(countByTable(compileFirst(generated, chassis))).toEqual(countByTable(compileFirst(recorded, "node-x")));
});

function countByTable(flows: readonly Flow[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { origin, table } of flows) {
    if (origin?.table === "Logical_Flow" && !TABLES_BY_PLACEMENT.has(table)) counts[table] = (counts[table] ?? 0) + 1;
  }
  return counts;
}

describe.each(
  [kubeShape(3, 2, 60), flatShape(3, 2, 40), routedShape(3, 2, 2, 60)].map(
    (shape) => [describeShape(shape), shape] as const,
  ),
)("%s", (_, shape) => {
  test("a packet meets the same flows where those that it needs alone are compiled", () => {
    const files = generateCluster(shape);
    const southbound = readWhole(files.southbound.backup(), "sb.db");
    const linked = createCluster([southbound]);
    if (!linked.ok) throw new Error(linked.errors[0].message);
    const cluster = linked.value;
    const ports = [...cluster.southbound.portByName.values()].filter(({ type }) => type === "");
    const names = ports.map((row) => row.logical_port).filter((_name, i) => i % 7 === 0);
    const whole = createTracer(cluster, { logical: true });
    const onDemand = createTracer(cluster, { logical: true, onDemand: true });
    for (const from of names) {
      for (const to of [...names, ...BUM_TARGETS]) {
        const request = { kind: "ports", from, to, proto: "tcp", port: 80 } as const;
        expect(onDemand.trace(request)).toEqual(whole.trace(request));
      }
    }
  });
});
