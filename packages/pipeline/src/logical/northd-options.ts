import type { ClusterChassis, Southbound } from "@ovn-sim/model";
import type { LogicalFeatures } from "../release/logical-features.ts";
import type { NorthdOptions, SwitchCapabilities } from "./actions/context.ts";

/** What SB_Global.options says of the flows that northd wrote. */
export function readNorthdOptions(southbound: Southbound, features: LogicalFeatures): NorthdOptions {
  const option = (key: string, missing: boolean): boolean => {
    const value = southbound.global?.options.get(key);
    return value === undefined ? missing : value.toLowerCase() === "true";
  };
  return {
    explicitArpNsOutput: option("arp_ns_explicit_output", false),
    registerConsolidation:
      features.registerConsolidation === "as-northd-says" && option("register_consolidation", false),
    hairpinUsesCtMark: !features.hairpinCtMarkOption || option("lb_hairpin_use_ct_mark", true),
  };
}

/** A hash algorithm of the datapath: symmetric over layer 4. */
const HASH_SYMMETRIC_L4 = "1";

/** What the chassis's datapath can do; undefined when its Open_vSwitch database does not say. */
export function readCapabilities(chassis: ClusterChassis): SwitchCapabilities | undefined {
  const { ovs } = chassis;
  const bridge = ovs?.integrationBridge;
  if (ovs === undefined || bridge === undefined) return undefined;
  const type = bridge.row.datapath_type === "" ? "system" : bridge.row.datapath_type;
  const uuid = ovs.root.datapaths.get(type) ?? ovs.root.datapaths.values().next().value;
  const capabilities = uuid === undefined ? undefined : ovs.tables.Datapath.get(uuid)?.capabilities;
  if (capabilities === undefined) return undefined;
  return {
    ctZeroSnat: capabilities.get("ct_zero_snat") === "true",
    dpHashL4Symmetric: capabilities.get("max_hash_alg") === HASH_SYMMETRIC_L4,
    meters: true,
  };
}

/** What every datapath of a supported Open vSwitch can do. */
export const ASSUMED_CAPABILITIES: SwitchCapabilities = { ctZeroSnat: true, dpHashL4Symmetric: true, meters: true };
