import type { Words } from "../address/words.ts";
import { createDiagnostic, type Diagnostic, type Place } from "../diagnostic/diagnostic.ts";
import type { OpenVswitch, OpenVswitchTables } from "../openvswitch/rows.ts";
import type { Chassis, Encap } from "../southbound/rows.ts";
import type { Southbound } from "../southbound/southbound.ts";
import { createBridge, type IntegrationBridge } from "./bridge.ts";
import { parseBridgeMappings, parseMacMappings } from "./mapping.ts";
import { chassisIndex, findIntegrationBridge, type HostOvs } from "./ovs.ts";
import { readFlag, readFlagSetting, readSetting, type SettingKey, type SettingValue } from "./setting.ts";
import { createVteps, type Vteps } from "./vtep.ts";

/** The Open_vSwitch database of a chassis. */
export type ChassisOvs = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: OpenVswitchTables;
  /** The one row of the table Open_vSwitch. */
  readonly root: OpenVswitch;
  /** The bridge that `ovn-bridge` names (`br-int` by default); absent when there is none of that name. */
  readonly integrationBridge: IntegrationBridge | undefined;
  /** `other_config:ovn-chassis-idx-<chassis>`: part of the names of tunnel ports; empty for a host's first controller. */
  readonly chassisIndex: string;
};

/** A chassis: its row in the Southbound, and its own database when that is at hand. */
export type ClusterChassis = {
  readonly name: string;
  readonly row: Chassis;
  /** The rows of `Chassis.encaps`, in that order. */
  readonly encaps: readonly Encap[];
  readonly vteps: Vteps;
  readonly ovs: ChassisOvs | undefined;
  /** `Chassis.transport_zones`. */
  readonly transportZones: ReadonlySet<string>;
  /** `other_config:is-interconn`: a gateway to other availability zones. */
  readonly isInterconn: boolean;
  /** `other_config:is-remote`: a chassis of another availability zone. */
  readonly isRemote: boolean;
  readonly monitorAll: boolean;
  /** `ovn-enable-flow-based-tunnels`: one tunnel port per type, and flows that set both addresses. */
  readonly flowBasedTunnels: boolean;
  /** `ovn-bridge-mappings`: network name to bridge name. */
  readonly bridgeMappings: ReadonlyMap<string, string>;
  /** `ovn-chassis-mac-mappings`: network name to MAC address. */
  readonly macMappings: ReadonlyMap<string, Words>;
  /**
   * A setting of ovn-controller on this chassis, by its plain key; see {@link SettingValue}. Without the
   * chassis's own database: what ovn-controller copied to `Chassis.other_config`, which is not every key.
   */
  setting(key: SettingKey): SettingValue | undefined;
};

/** Joins a chassis's row and its host's database. */
export function createChassis(
  row: Chassis,
  host: HostOvs | undefined,
  southbound: Southbound,
  report: (diagnostic: Diagnostic) => void,
): ClusterChassis {
  const { name, other_config: copied } = row;
  const encaps = row.encaps.map((uuid) => southbound.tables.Encap.get(uuid)).filter((encap) => encap !== undefined);
  const settings = host?.root.external_ids ?? copied;
  const setting = (key: SettingKey): SettingValue | undefined => readSetting(settings, name, key);
  const place = settingsPlace(row, host, southbound);
  const own = host && { file: host.file, ips: setting("ovn-encap-ip"), default: setting("ovn-encap-ip-default") };
  return {
    name,
    row,
    encaps,
    vteps: createVteps({ chassis: name, encaps, own }, report),
    ovs: host && createChassisOvs(host, name, southbound, report),
    transportZones: new Set(row.transport_zones),
    isInterconn: readFlag(copied.get("is-interconn"), false),
    isRemote: readFlag(copied.get("is-remote"), false),
    monitorAll: readFlagSetting(settings, name, "ovn-monitor-all", false),
    flowBasedTunnels: host !== undefined && readFlagSetting(settings, name, "ovn-enable-flow-based-tunnels", false),
    bridgeMappings: parseBridgeMappings(setting("ovn-bridge-mappings"), place, report),
    macMappings: parseMacMappings(setting("ovn-chassis-mac-mappings"), place, report),
    setting,
  };
}

function settingsPlace(row: Chassis, host: HostOvs | undefined, { file }: Southbound): Place {
  return host === undefined
    ? { file, table: "Chassis", row: row.uuid, column: "other_config", chassis: row.name }
    : { file: host.file, table: "Open_vSwitch", row: host.root.uuid, column: "external_ids", chassis: row.name };
}

function createChassisOvs(
  host: HostOvs,
  chassis: string,
  southbound: Southbound,
  report: (diagnostic: Diagnostic) => void,
): ChassisOvs {
  const bridge = findIntegrationBridge(host, chassis, report);
  const datapathName = (uuid: string): string | undefined =>
    southbound.tables.Datapath_Binding.get(uuid)?.external_ids.get("name");
  const source = { file: host.file, chassis, tables: host.tables, datapathName };
  return {
    ...host,
    integrationBridge: bridge && createBridge(bridge, source, report),
    chassisIndex: chassisIndex(host, chassis),
  };
}

/** A chassis without a tunnel endpoint cannot be reached by any other. */
export function checkEncaps({ name, encaps, row }: ClusterChassis, file: string): Diagnostic | undefined {
  if (encaps.length > 0) return undefined;
  const place = { file, table: "Chassis", row: row.uuid, column: "encaps", chassis: name };
  const message = `found no Encap row of chassis ${name}, expected one at least; no tunnel leads to it`;
  return createDiagnostic("OVN2016", place, message);
}
