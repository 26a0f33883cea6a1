import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createCluster, type Database, readDatabase, type Parsed } from "@ovn-sim/model";
import { compileChassis, createChassisView, lowerPhysical } from "@ovn-sim/pipeline";

/*
 * A process of its own: reads databases, and compiles one chassis of them again and again. The first time is cold: nothing is
 * compiled by V8 and nothing remembered. Prints one line of JSON.
 */

/** What one process of this tells, in milliseconds. */
export type OurTimes = {
  readonly read: number;
  readonly jsonParse: number;
  readonly link: number;
  readonly cold: number;
  /** Each later time, of the cluster as it is. */
  readonly warm: readonly number[];
  /** Each later time of the cluster linked anew, which shares nothing with an earlier one. */
  readonly anew: readonly number[];
  readonly flows: number;
  readonly physicalFlows: number;
};

function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.errors.map(({ message }) => message).join("; "));
}

function timed<T>(work: () => T): readonly [ms: number, value: T] {
  const start = performance.now();
  const value = work();
  return [performance.now() - start, value];
}

const [mode = "", chassis = "", repeats = "", ...files] = process.argv.slice(2);
const contents = files.map((file) => readFileSync(file));
const sha1 = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");
const readAll = (): readonly Database[] =>
  contents.map((bytes, i) => must(readDatabase(bytes, { file: files[i]!, sha1 })));

const [read, databases] = timed(readAll);
const [jsonParse] = timed(() => {
  const records = contents.map((bytes) => bytes.toString("utf8").split("\n"));
  return records.map((lines) =>
    lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as unknown),
  );
});
const linkOnce = () => must(createCluster(databases));
const [link, cluster] = timed(linkOnce);
const compile = (of: typeof cluster): number =>
  mode === "physical"
    ? lowerPhysical(must(createChassisView(of, chassis))).flows.length
    : must(compileChassis(of, chassis)).flows.length;

const [cold] = timed(() => compile(cluster));
const again = Array.from({ length: Number(repeats) });
const warm = again.map(() => timed(() => compile(cluster))[0]);
const anew = again.map(() => {
  const other = linkOnce();
  return timed(() => compile(other))[0];
});
const { flows } = must(compileChassis(cluster, chassis));
const physicalFlows = flows.filter(({ origin }) => origin?.table !== "Logical_Flow").length;
const times: OurTimes = { read, jsonParse, link, cold, warm, anew, flows: flows.length, physicalFlows };
console.log(JSON.stringify(times));
