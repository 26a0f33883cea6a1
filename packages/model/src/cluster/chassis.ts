import type { OpenVswitch, OpenVswitchTables } from "../openvswitch/rows.ts";
import type { Chassis, Encap } from "../southbound/rows.ts";
import type { IntegrationBridge } from "./bridge.ts";
import type { SettingKey, SettingValue } from "./setting.ts";
import type { Vteps } from "./vtep.ts";

/** The Open_vSwitch database of a chassis. */
export type ChassisOvs = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: OpenVswitchTables;
  /** The one row of the table Open_vSwitch. */
  readonly root: OpenVswitch;
  /** The bridge that `ovn-bridge` names (`br-int` by default); absent when there is none of that name. */
  readonly integrationBridge: IntegrationBridge | undefined;
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
  /** `ovn-chassis-mac-mappings`: network name to MAC address, as written. */
  readonly macMappings: ReadonlyMap<string, string>;
  /** A setting of ovn-controller on this chassis, by its plain key; see {@link SettingValue}. */
  setting(key: SettingKey): SettingValue | undefined;
};
