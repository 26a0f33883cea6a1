import {
  type AppliedChange,
  applyChanges,
  type Change,
  type Cluster,
  createDiagnostic,
  type Database,
  type Datum,
  type Diagnostic,
  type Parsed,
  readSetting,
  type SettingKey,
} from "@ovn-sim/model";
import { profileFor, type ReleaseProfile } from "../release/index.ts";
import { carryEncaps, ENCAP_KEYS } from "./carry-encaps.ts";
import { carryPortEncaps } from "./carry-port-encaps.ts";
import { carryTunnels } from "./carry-tunnels.ts";
import { type CarryContext, CarryLog } from "./context.ts";
import { WorkingDatabases } from "./databases.ts";
import { HOST_KEYS_NOT_CARRIED, INTERFACE_KEYS_NOT_CARRIED, OTHERS_NOT_CARRIED } from "./not-carried.ts";

export type WhatIfOptions = {
  /** `X.Y` or `X.Y.Z`; what the Southbound says when absent. */
  readonly release?: string;
};

/** The databases of a snapshot as they would be after some changes. */
export type WhatIf = {
  readonly databases: readonly Database[];
  readonly changes: readonly AppliedChange[];
  /** Whatever rests on these databases rests on this: the changes, what was carried on of them, and what was not. */
  readonly assumptions: readonly string[];
};

/**
 * Makes changes in the databases of a snapshot and carries them on as the ovn-controllers would: an interface's
 * `encap-ip` to `Port_Binding.encap`; `ovn-encap-ip`, `ovn-encap-type` and `ovn-encap-ip-default` to the Encap rows of
 * the chassis, the encaps of its ports and the tunnel ports of every chassis; `ovn-transport-zones` to the tunnels. What
 * OVN would make of other changes is not carried on, and the assumptions say so; a change of the Northbound is refused.
 */
export function whatIf(
  databases: readonly Database[],
  changes: readonly (Change | string)[],
  options: WhatIfOptions = {},
): Parsed<WhatIf> {
  const applied = applyChanges(databases, changes);
  if (!applied.ok) return applied;
  const log = new CarryLog();
  const working = new WorkingDatabases(applied.value.databases);
  const notes: Diagnostic[] = [...applied.notes];
  const profile = working.cluster && profileOf(working.cluster, options.release);
  if (profile?.ok === false) return profile;
  if (profile !== undefined) for (const change of applied.value.changes) carry(working, profile.value, log, change);
  const { carried, notCarried } = log.lines;
  notes.push(...notCarried.map((line) => createDiagnostic("OVN5021", {}, line)));
  const said = applied.value.changes.map(({ text }) => `what if ${text}`);
  const value = {
    databases: working.databases,
    changes: applied.value.changes,
    assumptions: [...said, ...carried, ...notCarried],
  };
  return { ok: true, value, notes };
}

function profileOf({ southbound, release }: Cluster, asked: string | undefined): Parsed<ReleaseProfile> | undefined {
  const written = southbound.global?.options.get("northd_internal_version") ?? release;
  const version = asked ?? written;
  return version === undefined ? undefined : profileFor(version);
}

function carry(working: WorkingDatabases, profile: ReleaseProfile, log: CarryLog, change: AppliedChange): void {
  const context = (): CarryContext | undefined => {
    const { cluster } = working;
    return cluster && { cluster, profile, working, log };
  };
  const { table, column } = change.change;
  const cell = `${table}.${column}`;
  if (cell === "Open_vSwitch.external_ids") return carryHost(context, log, change);
  if (cell === "Interface.external_ids") return carryInterface(context, log, change);
  if (
    change.database === "OVN_Southbound" &&
    (table === "Encap" || cell === "Chassis.encaps" || cell === "Chassis.transport_zones")
  ) {
    return carrySouthbound(context, change);
  }
  const reason = OTHERS_NOT_CARRIED[cell] ?? OTHERS_NOT_CARRIED[table] ?? OTHERS_NOT_CARRIED[change.database];
  if (reason !== undefined) log.notCarried(`${cell}: ${reason}`);
}

type MakeContext = () => CarryContext | undefined;

/** The keys of a map column that have another value now. */
function changedKeys({ before, after }: AppliedChange): readonly string[] {
  const [was, is] = [asMap(before), asMap(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
}

const asMap = (datum: Datum): ReadonlyMap<string, string> =>
  datum instanceof Map ? (datum as ReadonlyMap<string, string>) : new Map<string, string>();

function carryHost(make: MakeContext, log: CarryLog, change: AppliedChange): void {
  const keys = changedKeys(change);
  const first = make();
  const chassis = [...(first?.cluster.chassis.values() ?? [])].filter(({ ovs }) => ovs?.root.uuid === change.row);
  for (const { name } of chassis) {
    const hasChanged = (key: SettingKey): boolean =>
      readSetting(asMap(change.before), name, key)?.value !== readSetting(asMap(change.after), name, key)?.value;
    let moved = ENCAP_KEYS.some(hasChanged) && withChassis(make, name, carryEncaps);
    if (hasChanged("ovn-transport-zones")) moved = withChassis(make, name, carryZones) || moved;
    if (!moved) continue;
    withChassis(make, name, (context, one) => carryPortEncaps(context, one));
    withChassis(make, name, carryTunnels);
  }
  for (const key of keys) {
    const plain = Object.keys(HOST_KEYS_NOT_CARRIED).find(
      (known) => key === known || chassis.some(({ name }) => key === `${known}-${name}`),
    );
    if (plain !== undefined) log.notCarried(`${key}: ${HOST_KEYS_NOT_CARRIED[plain]}`);
  }
}

function withChassis<T>(
  make: MakeContext,
  name: string,
  step: (context: CarryContext, chassis: NonNullable<ReturnType<Cluster["chassis"]["get"]>>) => T,
): T | undefined {
  const context = make();
  const chassis = context?.cluster.chassis.get(name);
  return context === undefined || chassis === undefined ? undefined : step(context, chassis);
}

/** ovn-controller copies the zones to the Southbound as they are listed. */
function carryZones({ cluster, working, log }: CarryContext, chassis: { readonly name: string }): boolean {
  const own = cluster.chassis.get(chassis.name)!;
  const zones = own.setting("ovn-transport-zones")?.value ?? "";
  const datum = [...new Set(zones.split(",").filter((zone) => zone !== ""))].toSorted();
  working.edit(cluster.southbound.file, [
    { kind: "cell", table: "Chassis", row: own.row.uuid, column: "transport_zones", datum },
  ]);
  log.carried(own.name, `Chassis[${own.name}].transport_zones = [${datum.join(", ")}]`);
  return true;
}

function carryInterface(make: MakeContext, log: CarryLog, change: AppliedChange): void {
  const keys = changedKeys(change);
  const context = make();
  if (keys.includes("encap-ip") && context !== undefined && change.chassis !== undefined) {
    for (const { name, ovs } of context.cluster.chassis.values()) {
      const own = ovs?.integrationBridge?.interfaces.find(({ row }) => row.uuid === change.row);
      if (own?.ifaceId === undefined) continue;
      const carriers = new Set([own.ifaceId]);
      withChassis(make, name, (fresh, chassis) => carryPortEncaps(fresh, chassis, carriers));
    }
  }
  for (const key of keys) {
    const reason = INTERFACE_KEYS_NOT_CARRIED[key];
    if (reason !== undefined) log.notCarried(`${key}: ${reason}`);
  }
}

/** What a chassis says of itself in the Southbound is what the others make their tunnels of. */
function carrySouthbound(make: MakeContext, change: AppliedChange): void {
  const names = [...(make()?.cluster.chassis.values() ?? [])]
    .filter(({ row, encaps }) => row.uuid === change.row || encaps.some(({ uuid }) => uuid === change.row))
    .map(({ name }) => name);
  for (const name of names) withChassis(make, name, carryTunnels);
}
