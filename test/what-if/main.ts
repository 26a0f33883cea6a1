import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { dumpFlows, startCluster } from "../lab/cluster.ts";
import { recordCluster } from "../lab/record.ts";
import { findRoot } from "../lab/root.ts";
import { CENTRAL, createSandbox, runAt, type Sandbox, withSandbox } from "../lab/sandbox.ts";
import { type Change, CHANGES, scenario } from "./changes.ts";
import type { Moment, RecordedChange } from "./recorded-change.ts";

const LOOKS = 20;
const BETWEEN_LOOKS_MS = 500;

type Json = { readonly data: readonly (readonly unknown[])[]; readonly headings: readonly string[] };

async function list(
  sandbox: Sandbox,
  place: string,
  program: string,
  table: string,
): Promise<Record<string, unknown>[]> {
  const text = await runAt(sandbox, place, [program, "--format=json", "list", table]);
  const { data, headings } = JSON.parse(text) as Json;
  return data.map((cells) => Object.fromEntries(cells.map((cell, i) => [headings[i]!, cell])));
}

const uuids = (cell: unknown): readonly string[] => {
  const [tag, inner] = cell as [string, unknown];
  return tag === "uuid" ? [inner as string] : (inner as [string, string][]).map(([, uuid]) => uuid);
};
const map = (cell: unknown): Record<string, string> =>
  Object.fromEntries(((cell as [string, [string, string][]])[1] ?? []).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** OpenFlow ports by tunnel id, in the order of `Bridge.ports`. */
async function tunnelsOf(sandbox: Sandbox, chassis: string): Promise<Record<string, number>> {
  const rows = (table: string) => list(sandbox, chassis, "ovs-vsctl", table);
  const interfaces = new Map((await rows("Interface")).map((row) => [row["name"], row["ofport"] as number]));
  const ports = new Map((await rows("Port")).map((row) => [uuids(row["_uuid"])[0], row]));
  const bridge = (await rows("Bridge")).find((row) => row["name"] === "br-int")!;
  const found = uuids(bridge["ports"]).flatMap((uuid) => {
    const port = ports.get(uuid)!;
    const id = map(port["external_ids"])["ovn-chassis-id"];
    return id === undefined ? [] : [[id, interfaces.get(port["name"])!] as const];
  });
  return Object.fromEntries(found);
}

/** What ovn-controller has made of the settings: without UUIDs, so that two moments compare. */
async function momentOf(sandbox: Sandbox): Promise<Moment> {
  const encaps = await list(sandbox, CENTRAL, "ovn-sbctl", "Encap");
  const nameOf = new Map(encaps.map((row) => [uuids(row["_uuid"])[0]!, `${String(row["type"])} ${String(row["ip"])}`]));
  const bindings = await list(sandbox, CENTRAL, "ovn-sbctl", "Port_Binding");
  const encapsOf = (cell: unknown): string[] =>
    uuids(cell)
      .map((uuid) => nameOf.get(uuid) ?? "?")
      .sort();
  const tunnels: Record<string, Record<string, number>> = {};
  const flows: Record<string, string[]> = {};
  for (const { name } of scenario.chassis) {
    tunnels[name] = await tunnelsOf(sandbox, name);
    flows[name] = (await dumpFlows(sandbox, name))
      .split("\n")
      .filter((line) => line.includes("actions="))
      .sort();
  }
  return {
    encaps: encaps
      .map((row) => ({
        chassis: String(row["chassis_name"]),
        type: String(row["type"]),
        ip: String(row["ip"]),
        options: map(row["options"]),
      }))
      .sort((a, b) => (`${a.ip} ${a.type}` < `${b.ip} ${b.type}` ? -1 : 1)),
    ports: Object.fromEntries(
      bindings
        .map(
          (row) =>
            [
              String(row["logical_port"]),
              { encap: encapsOf(row["encap"]), additional: encapsOf(row["additional_encap"]) },
            ] as const,
        )
        .filter(([, { encap, additional }]) => encap.length + additional.length > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    tunnels,
    flows,
  };
}

async function settled(sandbox: Sandbox, recompute: boolean): Promise<Moment> {
  const sync = ["ovn-nbctl", "--timeout=40", "--wait=hv", "sync"];
  await runAt(sandbox, CENTRAL, sync);
  await sleep(BETWEEN_LOOKS_MS);
  if (recompute)
    for (const { name } of scenario.chassis)
      await runAt(sandbox, name, ["ovn-appctl", "-t", "ovn-controller", "inc-engine/recompute"]);
  let before = "";
  for (let look = 0; look < LOOKS; look++) {
    await runAt(sandbox, CENTRAL, sync);
    const moment = await momentOf(sandbox);
    const now = JSON.stringify(moment);
    if (now === before) return moment;
    before = now;
    await sleep(BETWEEN_LOOKS_MS);
  }
  throw new Error("the cluster does not settle");
}

/** What one list of lines lacks of another, lines that occur several times counted. */
function linesLacking(of: readonly string[], than: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of of) left.set(line, (left.get(line) ?? 0) + 1);
  return than.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function recordedChange(change: Change, before: Moment, after: Moment, recomputed: boolean): RecordedChange {
  const { name, set = [], unset = [] } = change;
  const flows = Object.fromEntries(
    scenario.chassis.map(({ name: chassis }) => {
      const [old, now] = [before.flows[chassis]!, after.flows[chassis]!];
      return [chassis, { gone: linesLacking(now, old), come: linesLacking(old, now) }];
    }),
  );
  return { name, set, unset, recomputed, encaps: after.encaps, ports: after.ports, tunnels: after.tunnels, flows };
}

async function removeAdditional(sandbox: Sandbox, { port, ip }: NonNullable<Change["stays"]>): Promise<void> {
  const find = ["ovn-sbctl", "--bare", "--columns=_uuid", "find", "Encap", `ip="${ip}"`];
  const uuid = (await runAt(sandbox, CENTRAL, find)).trim();
  await runAt(sandbox, CENTRAL, ["ovn-sbctl", "remove", "Port_Binding", port, "additional_encap", uuid]);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Makes every change to one real cluster and writes down what came of each. */
async function record(release: string, out: string): Promise<void> {
  const folder = join(out, release);
  const sandbox = createSandbox(findRoot(release)!, scenario.name);
  await withSandbox(sandbox, async () => {
    await startCluster(sandbox, scenario);
    const whole = mkdtempSync(join(tmpdir(), "what-if-"));
    const before = await settled(sandbox, true);
    await recordCluster(sandbox, scenario, join(whole, "before"));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(join(whole, "before"), join(folder, "before"), { recursive: true });
    rmSync(whole, { recursive: true });
    for (const change of CHANGES) {
      await runAt(sandbox, change.chassis, ["ovs-vsctl", ...change.make]);
      const stepped = await settled(sandbox, false);
      const after = await settled(sandbox, true);
      const recomputed = JSON.stringify(stepped) !== JSON.stringify(after);
      writeFileSync(
        join(folder, `${change.name}.json`),
        `${JSON.stringify(recordedChange(change, before, after, recomputed), undefined, 1)}\n`,
      );
      say(`${release} ${change.name}${recomputed ? " (only after a recompute)" : ""}`);
      if (change.undo === undefined) break;
      await runAt(sandbox, change.chassis, ["ovs-vsctl", ...change.undo]);
      if (change.stays !== undefined)
        await settled(sandbox, false).then(() => removeAdditional(sandbox, change.stays!));
      const back = await settled(sandbox, true);
      if (JSON.stringify(back) !== JSON.stringify(before)) {
        // OVN 25.03.0 makes all Encap rows of a chassis anew, which other rows then have lost.
        say(`${release} ${change.name} could not be undone: the changes after it are not recorded`);
        break;
      }
    }
  });
}

const [out, ...releases] = process.argv.slice(2);
if (out === undefined || releases.length === 0) throw new Error("usage: main.js OUT RELEASE…");
for (const release of releases) await record(release, out);
