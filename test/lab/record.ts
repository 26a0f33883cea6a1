import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dumpFlows } from "./cluster.ts";
import { CENTRAL, runAt, type Sandbox } from "./sandbox.ts";
import type { Packet, Scenario } from "./scenario.ts";
import { parseTraceEnd } from "./trace-outputs.ts";

const OFCTL = ["ovs-ofctl", "-O", "OpenFlow15"] as const;

type Put = (path: string, text: string) => void;

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

function socketOf(sandbox: Sandbox, database: string): string {
  const central = database === "nb" || database === "sb";
  return `unix:${sandbox.work}/${central ? `${CENTRAL}/${database}.sock` : `${database}/db.sock`}`;
}

async function recordChassis(sandbox: Sandbox, chassis: string, put: Put): Promise<void> {
  const at = (...command: readonly string[]): Promise<string> => runAt(sandbox, chassis, command);
  put(`${chassis}/ovs.backup.db`, await at("ovsdb-client", "backup", socketOf(sandbox, chassis), "Open_vSwitch"));
  put(`${chassis}/flows.txt`, await dumpFlows(sandbox, chassis));
  put(`${chassis}/groups.txt`, await at(...OFCTL, "dump-groups", "br-int"));
  put(`${chassis}/meters.txt`, await at(...OFCTL, "dump-meters", "br-int"));
  put(`${chassis}/ports.txt`, await at(...OFCTL, "dump-ports-desc", "br-int"));
  put(`${chassis}/tlv-map.txt`, await at("ovs-ofctl", "dump-tlv-map", "br-int"));
  const zones = await at("ovn-appctl", "-t", "ovn-controller", "ct-zone-list");
  if (zones !== "") put(`${chassis}/ct-zones.txt`, zones);
}

/** The same databases and flows in each further form in which people hold them. */
async function recordForms(sandbox: Sandbox, scenario: Scenario, out: string, put: Put): Promise<void> {
  const central = `${sandbox.work}/${CENTRAL}`;
  const at = (...command: readonly string[]): Promise<string> => runAt(sandbox, CENTRAL, command);
  for (const [name, schema] of [
    ["nb", "OVN_Northbound"],
    ["sb", "OVN_Southbound"],
  ] as const) {
    const socket = socketOf(sandbox, name);
    put(`forms/${name}.dump.json`, await at("ovsdb-client", "dump", "--format=json", socket, schema));
    put(`forms/${name}.dump.txt`, await at("ovsdb-client", "dump", socket, schema));
    copyFileSync(join(sandbox.folder, CENTRAL, `${name}.db`), join(out, `forms/${name}.log.db`));
    await at(
      "ovsdb-tool",
      "create-cluster",
      `${central}/${name}.raft.db`,
      `${central}/${name}.db`,
      "tcp:127.0.0.1:6644",
    );
    copyFileSync(join(sandbox.folder, CENTRAL, `${name}.raft.db`), join(out, `forms/${name}.raft.db`));
  }
  put("forms/sb.port-binding.list.json", await at("ovn-sbctl", "--format=json", "list", "Port_Binding"));
  put("forms/lflow-list.txt", await at("ovn-sbctl", "--uuid", "lflow-list"));
  for (const { name } of scenario.chassis) {
    const on = (...command: readonly string[]): Promise<string> => runAt(sandbox, name, command);
    const socket = socketOf(sandbox, name);
    put(`forms/${name}/ovs.dump.json`, await on("ovsdb-client", "dump", "--format=json", socket, "Open_vSwitch"));
    put(`forms/${name}/ovs.dump.txt`, await on("ovsdb-client", "dump", socket, "Open_vSwitch"));
    put(`forms/${name}/interface.list.txt`, await on("ovs-vsctl", "list", "Interface"));
    put(`forms/${name}/interface.list.json`, await on("ovs-vsctl", "--format=json", "list", "Interface"));
    put(`forms/${name}/flows.with-statistics.txt`, await on("ovs-ofctl", "dump-flows", "br-int"));
    put(`forms/${name}/flows.with-names.txt`, await on(...OFCTL, "--no-stats", "--names", "dump-flows", "br-int"));
  }
}

/** How many packets are asked about at once. */
const AT_ONCE = 6;

async function recordPacket(sandbox: Sandbox, { chassis, flow, whole }: Packet): Promise<unknown> {
  const text = await runAt(sandbox, chassis, ["ovs-appctl", "ofproto/trace", "br-int", flow]);
  const end = parseTraceEnd(text);
  return whole === true ? { chassis, flow, ...end, text } : { chassis, flow, ...end };
}

async function recordPackets(sandbox: Sandbox, scenario: Scenario, put: Put): Promise<void> {
  const traces: unknown[] = [];
  for (let at = 0; at < scenario.packets.length; at += AT_ONCE) {
    const some = scenario.packets.slice(at, at + AT_ONCE);
    traces.push(...(await Promise.all(some.map((packet) => recordPacket(sandbox, packet)))));
  }
  if (traces.length > 0) put("traces.jsonl", lines(traces));
  const microflows: unknown[] = [];
  for (const asked of scenario.microflows ?? []) {
    const { microflow, ct = [], lbBackend } = asked;
    const options = [
      ...ct.map((state) => `--ct=${state}`),
      ...(lbBackend === undefined ? [] : [`--lb-dst=${lbBackend}`]),
    ];
    microflows.push({ ...asked, text: await runAt(sandbox, CENTRAL, ["ovn-trace", ...options, microflow]) });
  }
  if (microflows.length > 0) put("ovn-traces.jsonl", lines(microflows));
}

const TRIES = 6;
const BEFORE_NEXT_TRY_MS = 1000;

/** What a cluster is at a moment: it learns addresses and tells of them at times of its own. */
async function momentOf(sandbox: Sandbox, scenario: Scenario): Promise<string> {
  const dump = ["ovsdb-client", "dump", "--format=json", socketOf(sandbox, "sb"), "OVN_Southbound"];
  const southbound = await runAt(sandbox, CENTRAL, dump);
  const flows = await Promise.all(scenario.chassis.map(({ name }) => dumpFlows(sandbox, name)));
  return [southbound, ...flows].join("\n");
}

/**
 * Writes a settled cluster to a folder, which is made anew; a recording that fails leaves none. One during which
 * something changed is taken again.
 */
export async function recordCluster(sandbox: Sandbox, scenario: Scenario, out: string): Promise<void> {
  try {
    for (let tries = 1; ; tries++) {
      rmSync(out, { recursive: true, force: true });
      const before = await momentOf(sandbox, scenario);
      await writeRecording(sandbox, scenario, out);
      if ((await momentOf(sandbox, scenario)) === before) return;
      if (tries === TRIES) throw new Error(`${scenario.name}: it changed during each of ${TRIES} recordings`);
      await sleep(BEFORE_NEXT_TRY_MS);
    }
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Of a cluster with a port on several chassis the switches' databases are dumped as well: only a dump has the MTU of
 * an interface, which decides about packets that fit no tunnel.
 */
async function writeRecording(sandbox: Sandbox, scenario: Scenario, out: string): Promise<void> {
  const put: Put = (path, text) => {
    mkdirSync(join(out, dirname(path)), { recursive: true });
    writeFileSync(join(out, path), text);
  };
  const at = (...command: readonly string[]): Promise<string> => runAt(sandbox, CENTRAL, command);
  const versions = `${await at("ovn-controller", "--version")}\n${await at("ovs-vswitchd", "--version")}`;
  const about = {
    scenario: scenario.name,
    says: scenario.says,
    release: sandbox.root.release,
    versions: versions.split("\n").filter((line) => /^(ovn-controller|ovs-vswitchd|SB DB Schema)/.test(line)),
    chassis: scenario.chassis.map(({ name }) => name),
  };
  put("recording.json", `${JSON.stringify(about, undefined, 2)}\n`);
  put("nb.backup.db", await at("ovsdb-client", "backup", socketOf(sandbox, "nb"), "OVN_Northbound"));
  put("sb.backup.db", await at("ovsdb-client", "backup", socketOf(sandbox, "sb"), "OVN_Southbound"));
  for (const { name } of scenario.chassis) await recordChassis(sandbox, name, put);
  if (scenario.ports.some(({ on, type }) => on.length > 1 && type === undefined)) {
    for (const { name } of scenario.chassis) {
      const dump = ["ovsdb-client", "dump", "--format=json", socketOf(sandbox, name), "Open_vSwitch"];
      put(`${name}/ovs.dump.json`, await runAt(sandbox, name, dump));
    }
  }
  if (scenario.everyForm === true) {
    mkdirSync(join(out, "forms"));
    await recordForms(sandbox, scenario, out, put);
  }
  await recordPackets(sandbox, scenario, put);
}
