import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { OpenVswitch, OpenVswitchTables, OvsBridge } from "../openvswitch/rows.ts";
import type { Database } from "../ovsdb/value.ts";
import { decodeTables } from "../rows/decode.ts";
import { readSetting } from "./setting.ts";

/** An Open_vSwitch database, not yet given to a chassis. */
export type HostOvs = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: OpenVswitchTables;
  readonly root: OpenVswitch;
};

/** Types an Open_vSwitch database; one without its one row is of no use. */
export function createHostOvs(database: Database, report: (diagnostic: Diagnostic) => void): HostOvs | undefined {
  const { file, version: schemaVersion } = database;
  const tables = decodeTables("Open_vSwitch", database, report);
  const root = tables.Open_vSwitch.values().next().value;
  if (root === undefined) {
    const message =
      "found no row in table Open_vSwitch, expected the one that names the chassis; the database is left out";
    report(createDiagnostic("OVN2015", { file, table: "Open_vSwitch" }, message));
    return undefined;
  }
  return { file, schemaVersion, tables, root };
}

const INDEX_PREFIX = "ovn-chassis-idx-";

/**
 * The chassis that a host's database belongs to: the one that `external_ids:system-id` names. Further
 * ones when several ovn-controllers run on the host, each under a name and a bridge of its own
 * (ovn-controller(8), "system-id-override"): each leaves `other_config:ovn-chassis-idx-<name>`, and
 * `ovn-bridge-<name>` names its bridge. Without a system-id a single such index is the name.
 */
export function chassisOfHost({ root, tables }: HostOvs): readonly string[] {
  const indexed = [...root.other_config.keys()]
    .filter((key) => key.startsWith(INDEX_PREFIX))
    .map((key) => key.slice(INDEX_PREFIX.length));
  const own = root.external_ids.get("system-id") ?? (indexed.length === 1 ? indexed[0] : undefined);
  const bridges = new Set([...tables.Bridge.values()].map(({ name }) => name));
  const further = indexed.filter(
    (name) => name !== own && bridges.has(root.external_ids.get(`ovn-bridge-${name}`) ?? ""),
  );
  return own === undefined ? further : [own, ...further];
}

/** The index of an ovn-controller among several on its host, as the names of its tunnel ports carry it. */
export function chassisIndex({ root }: HostOvs, chassis: string): string {
  return root.other_config.get(INDEX_PREFIX + chassis) ?? "";
}

/** The bridge that `ovn-bridge` names, `br-int` when it names none. */
export function findIntegrationBridge(
  { root, tables, file }: HostOvs,
  chassis: string,
  report: (diagnostic: Diagnostic) => void,
): OvsBridge | undefined {
  const name = readSetting(root.external_ids, chassis, "ovn-bridge")?.value ?? "br-int";
  for (const bridge of tables.Bridge.values()) if (bridge.name === name) return bridge;
  const message = `found no bridge ${name}, expected the integration bridge; no port of this chassis is known`;
  report(createDiagnostic("OVN2017", { file, table: "Bridge", chassis }, message));
  return undefined;
}
