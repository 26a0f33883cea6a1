type Reasons = Readonly<Record<string, string>>;

/** Keys of `Open_vSwitch.external_ids` of which an ovn-controller makes more than `whatIf` does. */
export const HOST_KEYS_NOT_CARRIED: Reasons = {
  "system-id": "ovn-controller would become another chassis",
  hostname: "ovn-controller would write Chassis.hostname",
  "ovn-bridge": "ovn-controller would move its tunnel ports and flows to the other bridge",
  "ovn-bridge-mappings": "ovn-controller would make and remove patch ports, and write Chassis.other_config",
  "ovn-chassis-mac-mappings": "ovn-controller would write Chassis.other_config, which other chassis read",
  "ovn-cms-options": "ovn-controller would write Chassis.other_config, which a CMS reads",
  "ovn-enable-flow-based-tunnels": "ovn-controller would replace its tunnel ports",
  "ovn-is-interconn": "ovn-controller would write Chassis.other_config and make tunnels to other availability zones",
  "ovn-remote": "ovn-controller would connect to another Southbound",
  "ct-zone-range": "ovn-controller would number its conntrack zones anew",
};

/** Keys of `Interface.external_ids` beside `encap-ip` that ovn-controller reads. */
export const INTERFACE_KEYS_NOT_CARRIED: Reasons = {
  "iface-id": "ovn-controllers would bind and release ports (Port_Binding.chassis, encap, up) and give conntrack zones",
  "iface-id-ver": "ovn-controllers would bind and release ports (Port_Binding.chassis, encap, up)",
};

/** By column, else by table, else by database: what OVN's daemons would make of a change there, or undo of it. */
export const OTHERS_NOT_CARRIED: Reasons = {
  "Bridge.ports": "ovs-vswitchd would number the ports",
  "Port_Binding.encap": "taken as it is written; the chassis's ovn-controller would write it again",
  "Port_Binding.additional_encap": "taken as it is written; the chassis's ovn-controller would write it again",
  "Port_Binding.chassis": "taken as it is written; the chassis that has the interface would bind the port again",
  Chassis: "taken as it is written; the chassis's ovn-controller would write it again",
  Chassis_Private: "taken as it is written; the chassis's ovn-controller would write it again",
  MAC_Binding: "taken as it is written; it is learned from packets",
  FDB: "taken as it is written; it is learned from packets",
  SB_Global: "taken as it is written; ovn-northd writes it from the Northbound, and other rows with it",
  OVN_Southbound:
    "taken as it is written; ovn-northd would write it again, and other rows with it, from the Northbound",
};
