import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readDatabase } from "@ovn-sim/model";
import { dumpFlows, startChassis } from "../../test/lab/cluster.ts";
import { CENTRAL, runAt, type Sandbox, startDaemon } from "../../test/lab/sandbox.ts";
import type { Chassis, Port } from "../../test/lab/scenario.ts";

/** The folder that `bench:generate` wrote. */
export type GeneratedFolder = { readonly path: string; readonly chassis: string };

const SETTLE_MS = 600_000;
const BETWEEN_LOOKS_MS = 3000;

async function serve(sandbox: Sandbox, name: "nb" | "sb", backup: string): Promise<void> {
  const folder = `${sandbox.work}/${CENTRAL}`;
  copyFileSync(backup, join(sandbox.folder, CENTRAL, `${name}.db`));
  const server = ["ovsdb-server", `--remote=punix:${folder}/${name}.sock`, `--unixctl=${folder}/${name}.ctl`];
  await startDaemon(sandbox, CENTRAL, name, [...server, `${folder}/${name}.db`]);
}

/** The chassis of a generated folder, and its interfaces, as its Open_vSwitch database has them. */
function readChassis(bytes: Uint8Array): { readonly chassis: Chassis; readonly ports: readonly Port[] } {
  const read = readDatabase(bytes, { file: "ovs.backup.db" });
  if (!read.ok) throw new Error(`the generated Open_vSwitch is not read: ${read.errors[0].message}`);
  const rows = (table: string) => [...(read.value.tables.get(table)?.rows.values() ?? [])];
  const idsOf = (row: { readonly columns: ReadonlyMap<string, unknown> }) =>
    row.columns.get("external_ids") as ReadonlyMap<string, string>;
  const ids = idsOf(rows("Open_vSwitch")[0]!);
  const name = ids.get("system-id")!;
  const ports = rows("Interface").flatMap((row): readonly Port[] => {
    const port = idsOf(row).get("iface-id");
    const vtep = idsOf(row).get("encap-ip");
    if (port === undefined || vtep === undefined) return [];
    return [{ name: port, network: "", mac: "", addresses: [], on: [name], vtep }];
  });
  return { chassis: { name, vteps: ids.get("ovn-encap-ip")!.split(",") }, ports };
}

/**
 * Serves the generated databases, without a northd, and starts one real chassis of theirs; it has made all its tunnels and
 * installed all its flows when this is back. Gives the number of flows.
 */
export async function startRealChassis(
  sandbox: Sandbox,
  { path, chassis }: GeneratedFolder,
  openVswitch: Uint8Array,
): Promise<number> {
  mkdirSync(join(sandbox.folder, CENTRAL));
  await serve(sandbox, "nb", join(path, "nb.backup.db"));
  await serve(sandbox, "sb", join(path, "sb.backup.db"));
  const own = readChassis(openVswitch);
  await startChassis(sandbox, own.chassis, own.ports);
  return await settle(sandbox, chassis);
}

async function settle(sandbox: Sandbox, chassis: string): Promise<number> {
  const limit = Date.now() + SETTLE_MS;
  for (let before = -1, same = 0; Date.now() < limit; ) {
    await sleep(BETWEEN_LOOKS_MS);
    const text = await runAt(sandbox, chassis, ["ovs-ofctl", "-O", "OpenFlow15", "dump-aggregate", "br-int"]);
    const count = Number(/flow_count=(\d+)/.exec(text)?.[1]);
    same = count === before && count > 1000 ? same + 1 : 0;
    if (same === 2) return count;
    before = count;
  }
  throw new Error(`the flows of ${chassis} still change after ${SETTLE_MS / 1000} s`);
}

/** Writes what the cluster is now into a folder, as a snapshot has it. */
export async function takeSnapshot(sandbox: Sandbox, chassis: string, path: string): Promise<void> {
  const own = join(path, chassis);
  mkdirSync(own, { recursive: true });
  const put = async (file: string, command: readonly string[], place: string): Promise<void> =>
    writeFileSync(file, await runAt(sandbox, place, command));
  const central = `unix:${sandbox.work}/${CENTRAL}`;
  const ofctl = ["ovs-ofctl", "-O", "OpenFlow15"];
  await put(join(path, "sb.backup.db"), ["ovsdb-client", "backup", `${central}/sb.sock`, "OVN_Southbound"], CENTRAL);
  await put(
    join(own, "ovs.backup.db"),
    ["ovsdb-client", "backup", `unix:${sandbox.work}/${chassis}/db.sock`, "Open_vSwitch"],
    chassis,
  );
  writeFileSync(join(own, "flows.txt"), await dumpFlows(sandbox, chassis));
  await put(join(own, "groups.txt"), [...ofctl, "dump-groups", "br-int"], chassis);
  await put(join(own, "ports.txt"), [...ofctl, "dump-ports-desc", "br-int"], chassis);
}
