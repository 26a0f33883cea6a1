import {
  type ClusterChassis,
  type DatabaseEdit,
  type Encap,
  orderByEncapId,
  readSetting,
  type Uuid,
} from "@ovn-sim/model";
import type { CarryContext } from "./context.ts";
import { madeUpUuid } from "./databases.ts";

/** The settings of a chassis that its Encap rows are made of (ovn-controller(8)). */
export const ENCAP_KEYS = ["ovn-encap-ip", "ovn-encap-type", "ovn-encap-ip-default", "ovn-encap-csum"] as const;

/**
 * Gives a chassis the Encap rows that its settings ask for, as its ovn-controller does: one for each type and address,
 * those of the default VTEP marked. Says whether there are other rows now than before.
 */
export function carryEncaps(context: CarryContext, chassis: ClusterChassis): boolean {
  const { cluster, log, working } = context;
  const externalIds = chassis.ovs?.root.external_ids;
  if (externalIds === undefined) return false;
  const setting = (key: (typeof ENCAP_KEYS)[number]) => readSetting(externalIds, chassis.name, key)?.value;
  const [ipList, typeList] = [setting("ovn-encap-ip"), setting("ovn-encap-type")];
  const ips = orderByEncapId(split(ipList), undefined);
  const types = orderByEncapId(split(typeList), undefined);
  if (ips.length === 0 || types.length === 0) {
    const lacking = ips.length === 0 ? "ovn-encap-ip" : "ovn-encap-type";
    log.notCarried(`${chassis.name} has no ${lacking} any more: its ovn-controller leaves the Southbound as it is`);
    return false;
  }
  const chosen = context.profile.physical.defaultVtep ? setting("ovn-encap-ip-default") : undefined;
  const defaultIp = chosen !== undefined && ips.includes(chosen) ? chosen : undefined;
  const csum = setting("ovn-encap-csum") ?? "true";
  const edits: DatabaseEdit[] = [];
  const kept: Uuid[] = [];
  for (const ip of ips) {
    for (const type of types) {
      const options = new Map([["csum", csum], ...(ip === defaultIp ? [["is_default", "true"] as const] : [])]);
      const taken = [...cluster.southbound.tables.Encap.values()].find((row) => row.ip === ip && row.type === type);
      if (taken !== undefined && taken.chassis_name !== chassis.name) {
        log.carried(chassis.name, `no Encap row is made for ${type} ${ip}: ${taken.chassis_name} has it`);
        continue;
      }
      const uuid = taken?.uuid ?? madeUpUuid("Encap", chassis.name, type, ip);
      kept.push(uuid);
      if (taken === undefined) {
        const columns = new Map<string, string | Map<string, string>>([
          ["type", type],
          ["ip", ip],
          ["chassis_name", chassis.name],
          ["options", options],
        ]);
        edits.push({ kind: "insert", table: "Encap", row: uuid, columns });
        log.carried(chassis.name, `Encap ${type} ${ip} is added`);
      } else if (!isSameMap(taken.options, options)) {
        edits.push({ kind: "cell", table: "Encap", row: uuid, column: "options", datum: options });
        const [was, is] = [taken.options.has("is_default"), options.has("is_default")];
        if (was !== is) log.carried(chassis.name, `Encap ${type} ${ip} is ${is ? "" : "no longer "}the default`);
      }
    }
  }
  const gone = chassis.encaps.filter(({ uuid }) => !kept.includes(uuid));
  if (kept.length === 0) {
    log.notCarried(`${chassis.name} would have no Encap row, which the Southbound refuses`);
    return false;
  }
  if (edits.length === 0 && gone.length === 0) return false;
  edits.push(...removeEncaps(context, chassis, gone));
  edits.push({ kind: "cell", table: "Chassis", row: chassis.row.uuid, column: "encaps", datum: kept.toSorted() });
  working.edit(cluster.southbound.file, edits);
  return true;
}

const split = (list: string | undefined): readonly string[] => (list ?? "").split(",").filter((one) => one !== "");

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

/** Takes rows away, and with them the weak references of Port_Binding. */
function removeEncaps({ cluster, log }: CarryContext, chassis: ClusterChassis, gone: readonly Encap[]): DatabaseEdit[] {
  if (gone.length === 0) return [];
  const edits: DatabaseEdit[] = [];
  const uuids = new Set(gone.map(({ uuid }) => uuid));
  for (const { type, ip, uuid } of gone) {
    edits.push({ kind: "remove", table: "Encap", row: uuid });
    log.carried(chassis.name, `Encap ${type} ${ip} is removed`);
  }
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    if (row.encap !== undefined && uuids.has(row.encap))
      edits.push({ kind: "cell", table: "Port_Binding", row: row.uuid, column: "encap", datum: undefined });
    if (row.additional_encap.some((uuid) => uuids.has(uuid))) {
      const datum = row.additional_encap.filter((uuid) => !uuids.has(uuid));
      edits.push({ kind: "cell", table: "Port_Binding", row: row.uuid, column: "additional_encap", datum });
    }
  }
  return edits;
}
