import { existsSync, readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Cluster, createCluster, type Database } from "@ovn-sim/model";
import { compileChassis } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import { CLOCK } from "../clock.ts";
import { generateCluster } from "../generate/cluster.ts";
import { describeShape, kubeShape } from "../generate/shape.ts";
import { must, read } from "../snapshot.ts";

const ROOT = new URL("../../../", import.meta.url);
/** A recording of three nodes, when there is one. */
const RECORDING = "test/recordings/26.03/kube-three-nodes/";
/** How long all flows of a node of a small cluster may take, once the process is up. */
const LIMIT_MS = 300;

type Source = { readonly name: string; readonly chassis: string; readonly databases: () => readonly Database[] };

/** The databases of a recording that real OVN made, if it is at hand. */
function recorded(): readonly Source[] {
  const home = fileURLToPath(new URL(RECORDING, ROOT));
  if (!existsSync(home)) return [];
  const [chassis] = readdirSync(home, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && existsSync(`${home}${entry.name}/ovs.backup.db`) ? [entry.name] : [],
  );
  if (chassis === undefined) return [];
  const files = [`${home}sb.backup.db`, `${home}${chassis}/ovs.backup.db`];
  return [
    {
      name: `kube-three-nodes ${chassis}`,
      chassis,
      databases: () => files.map((file) => read(readFileSync(file), file)),
    },
  ];
}

function generated(nodes: number, ports: number): Source {
  const shape = kubeShape(nodes, 2, ports);
  const files = generateCluster(shape);
  const databases = () => [read(files.southbound.backup(), "sb.db"), read(files.openVswitch.backup(), "ovs.db")];
  return { name: `generated ${describeShape(shape)}`, chassis: files.chassis, databases };
}

function compileAll(cluster: Cluster, chassis: string): number {
  return must(compileChassis(cluster, chassis)).flows.length;
}

/** A cluster linked anew each time shares nothing with the one before. */
function casesOf({ name, chassis, databases }: Source): readonly BenchCase[] {
  const linkedAnew = (): Prepared => {
    const read = databases();
    const cluster = must(createCluster(read));
    const start = performance.now();
    const usedBefore = process.cpuUsage();
    const amount = compileAll(cluster, chassis);
    const { user, system } = process.cpuUsage(usedBefore);
    const elapsed = performance.now() - start;
    const used = (user + system) / 1000;
    const verdict = (CLOCK === "cpu" ? used : elapsed) < LIMIT_MS ? "within" : "NOT within";
    const took = `${elapsed.toFixed(0)} ms (${used.toFixed(0)} ms of processor time)`;
    const note = `${name}: its ${amount} flows took ${took} the first time, ${verdict} ${LIMIT_MS} ms of ${CLOCK} time`;
    return { run: () => compileAll(must(createCluster(read)), chassis), amount, note };
  };
  const again = (): Prepared => {
    const cluster = must(createCluster(databases()));
    return { run: () => compileAll(cluster, chassis), amount: compileAll(cluster, chassis) };
  };
  return [
    { name: `${name}, linked anew`, unit: "flows", prepare: linkedAnew },
    { name: `${name}, again`, unit: "flows", prepare: again, against: `${name}, linked anew` },
  ];
}

export const KUBE: BenchSuite = {
  name: "kube",
  about: `all flows of one node of a cluster like Kubernetes's; at most ${LIMIT_MS} ms for three nodes, after start-up`,
  cases: (scale) =>
    scale === "quick"
      ? casesOf(generated(3, 30))
      : [...recorded(), generated(3, 60), generated(20, 500)].flatMap(casesOf),
};
