import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CENTRAL, runAt, type Sandbox, startDaemon } from "./sandbox.ts";
import type { Chassis, Command, Port, Scenario } from "./scenario.ts";

const SETTLE_SECONDS = 40;
const BETWEEN_LOOKS_MS = 600;

async function startDatabase(sandbox: Sandbox, name: "nb" | "sb"): Promise<void> {
  const folder = `${sandbox.work}/${CENTRAL}`;
  const file = `${folder}/${name}.db`;
  await runAt(sandbox, CENTRAL, ["ovsdb-tool", "create", file, `/usr/share/ovn/ovn-${name}.ovsschema`]);
  await startDaemon(sandbox, CENTRAL, name, [
    "ovsdb-server",
    `--remote=punix:${folder}/${name}.sock`,
    `--unixctl=${folder}/${name}.ctl`,
    file,
  ]);
  await runAt(sandbox, CENTRAL, [`ovn-${name}ctl`, "init"]);
}

async function startCentral(sandbox: Sandbox): Promise<void> {
  mkdirSync(join(sandbox.folder, CENTRAL));
  await startDatabase(sandbox, "nb");
  await startDatabase(sandbox, "sb");
  await startDaemon(sandbox, CENTRAL, "northd", ["ovn-northd"]);
}

function assignments(column: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([key, value]) => `${column}:${key}=${JSON.stringify(value)}`);
}

function chassisSettings(sandbox: Sandbox, chassis: Chassis): Readonly<Record<string, string>> {
  return {
    "system-id": chassis.systemId ?? chassis.name,
    hostname: chassis.name,
    rundir: `${sandbox.work}/${chassis.name}`,
    "ovn-remote": `unix:${sandbox.work}/${CENTRAL}/sb.sock`,
    "ovn-encap-type": chassis.types ?? "geneve",
    "ovn-encap-ip": chassis.vteps.join(","),
    ...(chassis.defaultVtep === undefined ? {} : { "ovn-encap-ip-default": chassis.defaultVtep }),
    ...chassis.settings,
  };
}

async function startSwitch(sandbox: Sandbox, chassis: Chassis): Promise<void> {
  const place = chassis.name;
  const folder = `${sandbox.work}/${place}`;
  const remote = `unix:${folder}/db.sock`;
  mkdirSync(join(sandbox.folder, place));
  await runAt(sandbox, place, [
    "ovsdb-tool",
    "create",
    `${folder}/conf.db`,
    "/usr/share/openvswitch/vswitch.ovsschema",
  ]);
  await startDaemon(sandbox, place, "ovsdb-server", [
    "ovsdb-server",
    `--remote=punix:${folder}/db.sock`,
    `${folder}/conf.db`,
  ]);
  await runAt(sandbox, place, ["ovs-vsctl", "--no-wait", "init"]);
  await startDaemon(sandbox, place, "ovs-vswitchd", ["ovs-vswitchd", "--enable-dummy=override", remote]);
  await runAt(sandbox, place, [
    "ovs-vsctl",
    ...[
      "--",
      "set",
      "Open_vSwitch",
      ".",
      ...assignments("external_ids", chassisSettings(sandbox, chassis)),
      ...assignments("other_config", chassis.otherConfig ?? {}),
    ],
    ...["--", "add-br", "br-int", "--", "set", "Bridge", "br-int", "fail-mode=secure"],
    ...(chassis.bridges ?? []).flatMap((bridge) => ["--", "add-br", bridge]),
    ...(chassis.more ?? []),
  ]);
}

function interfaceCommand(port: Port, chassis: string): Command {
  const vtep = port.vteps?.[chassis] ?? port.vtep;
  const settings = {
    "iface-id": port.name,
    ...(vtep === undefined ? {} : { "encap-ip": vtep }),
    ...port.settings,
  };
  const values = assignments("external_ids", settings);
  return ["--", "add-port", "br-int", port.name, "--", "set", "Interface", port.name, ...values];
}

function portCommand(port: Port): Command {
  const { name, inside } = port;
  return [
    ...["lsp-add", port.network, name, ...(inside === undefined ? [] : [inside.parent, String(inside.tag)])],
    ...["--", "lsp-set-addresses", name, [port.mac, ...port.addresses].join(" ")],
    ...(port.type === undefined ? [] : ["--", "lsp-set-type", name, port.type]),
  ];
}

/** Starts a chassis with its interfaces; `ports` may be those of the whole cluster. */
export async function startChassis(sandbox: Sandbox, chassis: Chassis, ports: readonly Port[]): Promise<void> {
  await startSwitch(sandbox, chassis);
  const own = ports.filter(({ on }) => on.includes(chassis.name));
  if (own.length > 0) {
    const commands = own.flatMap((port) => interfaceCommand(port, chassis.name));
    await runAt(sandbox, chassis.name, ["ovs-vsctl", ...commands]);
  }
  await startDaemon(sandbox, chassis.name, "ovn-controller", ["ovn-controller"]);
}

/** The flows that ovn-controller installed, as the project's contract prints them. */
export function dumpFlows(sandbox: Sandbox, chassis: string): Promise<string> {
  return runAt(sandbox, chassis, ["ovs-ofctl", "-O", "OpenFlow15", "--no-stats", "--no-names", "dump-flows", "br-int"]);
}

/**
 * Has every controller forget how the databases came to be what they are: what it adds step by step is not in all cases
 * what it makes of the same databases at once (port security of a localport, for one).
 */
async function recompute(sandbox: Sandbox, scenario: Scenario): Promise<void> {
  const again = ["inc-engine/recompute"];
  for (const { name } of scenario.chassis) await runAt(sandbox, name, ["ovn-appctl", "-t", "ovn-controller", ...again]);
}

/** Waits until every chassis has done all that the Northbound asks, and its flows stay as they are. */
async function settle(sandbox: Sandbox, scenario: Scenario): Promise<void> {
  const limit = Date.now() + SETTLE_SECONDS * 1000;
  const sync = ["ovn-nbctl", `--timeout=${SETTLE_SECONDS}`, "--wait=hv", "sync"];
  await runAt(sandbox, CENTRAL, sync);
  await recompute(sandbox, scenario);
  for (let before = ""; Date.now() < limit; ) {
    await runAt(sandbox, CENTRAL, sync);
    const flows = await Promise.all(scenario.chassis.map(({ name }) => dumpFlows(sandbox, name)));
    const now = flows.join("\n");
    if (now === before) return;
    before = now;
    await sleep(BETWEEN_LOOKS_MS);
  }
  throw new Error(`${scenario.name}: the flows still change after ${SETTLE_SECONDS} s`);
}

/** Starts a scenario's whole cluster; it has settled when this is back. */
export async function startCluster(sandbox: Sandbox, scenario: Scenario): Promise<void> {
  await startCentral(sandbox);
  for (const command of scenario.foreign ?? []) await runAt(sandbox, CENTRAL, ["ovn-sbctl", ...command]);
  for (const command of scenario.networks) await runAt(sandbox, CENTRAL, ["ovn-nbctl", ...command]);
  const ports = scenario.ports.flatMap((port) => ["--", ...portCommand(port)]);
  if (ports.length > 0) await runAt(sandbox, CENTRAL, ["ovn-nbctl", ...ports]);
  for (const command of scenario.policies ?? []) await runAt(sandbox, CENTRAL, ["ovn-nbctl", ...command]);
  await Promise.all(scenario.chassis.map((chassis) => startChassis(sandbox, chassis, scenario.ports)));
  // A cluster whose chassis are not there yet has nobody to wait for.
  for (const { name, systemId = name } of scenario.chassis)
    await runAt(sandbox, CENTRAL, ["ovn-sbctl", `--timeout=${SETTLE_SECONDS}`, "wait-until", "Chassis", systemId]);
  if (scenario.learned !== undefined) {
    await runAt(sandbox, CENTRAL, ["ovn-nbctl", `--timeout=${SETTLE_SECONDS}`, "--wait=hv", "sync"]);
    for (const command of scenario.learned) await runAt(sandbox, CENTRAL, ["ovn-sbctl", ...command]);
  }
  await settle(sandbox, scenario);
}
