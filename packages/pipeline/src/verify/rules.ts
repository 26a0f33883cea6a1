import type { DiagnosticCode, Severity } from "@ovn-sim/model";

/** What a rule is about; reports are grouped by it. */
export const RULE_FAMILIES = [
  "selection",
  "bum",
  "directions",
  "assignment",
  "registers",
  "tunnels",
  "underlay",
  "zones",
  "ha",
  "skew",
] as const;

export type RuleFamily = (typeof RULE_FAMILIES)[number];

/** How strictly a rule is held: as the table says, or as somebody configures it. */
export type RuleLevel = Severity | "off";

/** What should hold of a cluster, in words. */
export type Rule = {
  readonly family: RuleFamily;
  readonly severity: Severity;
  /** The code that its findings have. */
  readonly code: DiagnosticCode;
  readonly statement: string;
  /** What goes wrong when it is broken. */
  readonly why: string;
  readonly fix: string;
  /** Where it comes from: a man page and its section, an RFC, or a section of this project's design. */
  readonly source: string;
};

/** What should hold of a cluster's tunnels and of what decides them, each rule once. */
export const RULES = {
  "tunnel-follows-interfaces": {
    family: "selection",
    severity: "error",
    code: "OVN7001",
    statement: "The tunnel follows the source and the destination interface of the packet.",
    why: "A packet that goes to a chassis without its destination, or by an address that is no VTEP of the two chassis, is lost or is seen by somebody else.",
    fix: "Compare the node's flows with the compiled ones (ovn-sim diff); have ovn-controller recompute (ovn-appctl -t ovn-controller inc-engine/recompute).",
    source: "DESIGN, rule 1; ovn-architecture(7), Architectural Physical Life Cycle of a Packet",
  },
  "source-vtep": {
    family: "selection",
    severity: "error",
    code: "OVN7002",
    statement: "The source tunnel IP is the VTEP of the packet's source interface.",
    why: "The packet leaves by another NIC than the one that its interface belongs to; ping works all the same, so nobody notices.",
    fix: "Check Interface external_ids:encap-ip and Port_Binding.encap of the source, then the node's tunnel ports and flows.",
    source: "DESIGN, rule 2; ovn-controller(8), external_ids:encap-ip of Interface",
  },
  "destination-vtep": {
    family: "selection",
    severity: "error",
    code: "OVN7003",
    statement: "The destination tunnel IP is the VTEP of the packet's destination interface.",
    why: "The packet arrives by another NIC than the one that its destination belongs to.",
    fix: "Check Interface external_ids:encap-ip and Port_Binding.encap of the destination, then the sending node's tunnel ports and flows.",
    source: "DESIGN, rule 3; ovn-sb(5), Port_Binding, encap",
  },
  "default-vtep": {
    family: "selection",
    severity: "warning",
    code: "OVN7004",
    statement:
      "An interface with no VTEP of its own may use any VTEP of its host: the chassis's default one, when one is configured.",
    why: "Traffic that nobody assigned ends on a NIC that is kept for other traffic.",
    fix: "Check ovn-encap-ip-default of the chassis (24.09 on), and that one of its Encap rows has options:is_default=true.",
    source: "DESIGN, rule 4; ovn-controller(8), ovn-encap-ip-default",
  },
  "delivered-once": {
    family: "selection",
    severity: "error",
    code: "OVN7006",
    statement: "A packet from one interface to another is delivered there once, and nowhere else.",
    why: "A lost, doubled or misdelivered packet is a broken connection.",
    fix: "Follow the packet with the trace that the finding names; compare the node's flows with the compiled ones (ovn-sim diff).",
    source: "DESIGN, rule 1; ovn-architecture(7), Architectural Physical Life Cycle of a Packet",
  },
  "destination-determined": {
    family: "selection",
    severity: "warning",
    code: "OVN7007",
    statement: "What the configuration says decides the destination VTEP of an interface that has one.",
    why: "The packet is sent to a gateway port of the destination's chassis, whose tunnel is chosen without regard to the interface behind it: the right address is then right by chance, and another may be taken after a restart.",
    fix: "Distribute the routing of that switch, or give the gateway chassis one VTEP.",
    source: "DESIGN, rule 3; ovn-architecture(7), Distributed Gateway Ports",
  },
  "wanted-pair": {
    family: "selection",
    severity: "error",
    code: "OVN7009",
    statement: "The tunnel taken has the wanted pair of VTEPs: no silent fallback to another tunnel.",
    why: "When no tunnel has the wanted pair, ovn-controller takes any other to that chassis, without a word in its log.",
    fix: "See why the tunnel is missing: Encap rows of both chassis, their types, transport zones, and the tunnel ports of the integration bridge.",
    source: "DESIGN, The problem it exists for; OVN-FACTS, Selecting the tunnel",
  },
  "every-encap-id": {
    family: "selection",
    severity: "error",
    code: "OVN7011",
    statement: "For each port of another chassis, each encap id leads to the tunnel from its own VTEP to the port's.",
    why: "The next interface that is given that VTEP, or a packet that a router brings with its id, is sent wrong or is lost.",
    fix: "Compare the remote-output table with the compiled one (ovn-sim diff); have ovn-controller recompute.",
    source: "OVN-FACTS, Selecting the tunnel; ovn-architecture(7), Architectural Physical Life Cycle of a Packet",
  },
  "bum-exactly-once": {
    family: "bum",
    severity: "error",
    code: "OVN7005",
    statement:
      "BUM traffic may use any VTEP, and reaches every remote chassis that has a member exactly once, no other chassis, and each member once, the sender not.",
    why: "ARP, DHCP and multicast fail for whoever gets no copy, and loops begin where somebody gets two.",
    fix: "Compare the multicast flows with the compiled ones (ovn-sim diff), and Multicast_Group.ports with the switch's ports.",
    source: "DESIGN, rule 5; ovn-sb(5), Multicast_Group",
  },
  "bum-within-limits": {
    family: "bum",
    severity: "error",
    code: "OVN7013",
    statement: "The flows of a flood stay within what Open vSwitch runs: 4096 resubmits, 64 levels, 64 KiB of actions.",
    why: "Open vSwitch drops the packet whole when its translation passes a limit: a large switch then has no ARP at all.",
    fix: "Split the switch, or keep groups smaller (other_config:broadcast-arps-to-all-routers=false, port types that flood less).",
    source: "ovs-actions(7), The resubmit action; ovs-ofctl(8)",
  },
  "bum-near-limits": {
    family: "bum",
    severity: "warning",
    code: "OVN7014",
    statement: "The flows of a flood leave a quarter of each of Open vSwitch's limits free.",
    why: "A few more ports on the switch, and every flood is dropped.",
    fix: "Plan to split the switch before it grows further.",
    source: "ovs-actions(7), The resubmit action; ovs-ofctl(8)",
  },
  "tunnel-both-ends": {
    family: "directions",
    severity: "error",
    code: "OVN7020",
    statement: "A tunnel has a port at both ends, with the two addresses the other way round.",
    why: "The receiving switch drops what comes from an address pair that no port of it has.",
    fix: "See the tunnel ports of both integration bridges, and why one ovn-controller did not make its own (is it running?).",
    source: "ovs-vswitchd.conf.db(5), Interface, Tunnel Options",
  },
  "tunnel-same-type": {
    family: "directions",
    severity: "error",
    code: "OVN7021",
    statement: "Both ends of a tunnel encapsulate in the same way.",
    why: "A Geneve packet on a chassis that waits for VXLAN is dropped.",
    fix: "Make ovn-encap-type of both chassis have a type in common, and restart the ovn-controller that kept the old one.",
    source: "ovn-controller(8), ovn-encap-type",
  },
  decapsulation: {
    family: "directions",
    severity: "error",
    code: "OVN7022",
    statement:
      "The receiving chassis takes a packet from a tunnel to the same datapath and ports that the sender meant.",
    why: "A packet in another datapath is delivered to another tenant, or dropped.",
    fix: "Compare table 0 and the local-output table with the compiled ones (ovn-sim diff); have ovn-controller recompute.",
    source: "ovn-architecture(7), Tunnel Encapsulations",
  },
  "encap-ip-honoured": {
    family: "assignment",
    severity: "error",
    code: "OVN7008",
    statement: "An Interface's encap-ip is an address of its chassis, and is what Port_Binding.encap says.",
    why: "Otherwise the interface's traffic silently uses the default VTEP or the first of the list.",
    fix: "Correct external_ids:encap-ip of the Interface, or add the address to ovn-encap-ip of the chassis.",
    source: "ovn-controller(8), external_ids:encap-ip of Interface; ovn-sb(5), Port_Binding, encap",
  },
  "encap-ip-key": {
    family: "assignment",
    severity: "error",
    code: "OVN7030",
    statement:
      "An Interface names its VTEP by the key encap-ip; ovn-encap-ip, which a published guide names, nobody reads.",
    why: "The interface has no VTEP of its own, whatever the value says.",
    fix: "ovs-vsctl set Interface NAME external_ids:encap-ip=ADDRESS, and remove the other key.",
    source: "ovn-controller(8), external_ids:encap-ip of Interface; OVN-FACTS, Where configuration lives",
  },
  "pf-mapping-listed": {
    family: "assignment",
    severity: "warning",
    code: "OVN7031",
    statement: "Each address of ovn-pf-encap-ip-mapping is one of the chassis's VTEPs.",
    why: "The CNI writes that address to the Interfaces of the PF's VFs, and OVN does not honour it.",
    fix: "Correct ovn-pf-encap-ip-mapping, or add the address to ovn-encap-ip.",
    source: "OVN-FACTS, Where configuration lives (ovn-kubernetes)",
  },
  "pf-mapping-used": {
    family: "assignment",
    severity: "warning",
    code: "OVN7032",
    statement: "Where ovn-pf-encap-ip-mapping is set, each Interface's encap-ip is one of its addresses.",
    why: "The Interface was configured under an older mapping, or by hand: its VF may belong to another PF than its VTEP.",
    fix: "Let the CNI set up the pod again, or correct encap-ip of the Interface.",
    source: "OVN-FACTS, Where configuration lives (ovn-kubernetes)",
  },
  "default-vtep-listed": {
    family: "assignment",
    severity: "warning",
    code: "OVN7033",
    statement: "ovn-encap-ip-default is one of the chassis's VTEPs, and the Southbound marks its Encap rows.",
    why: "OVN ignores it: the first address of the sorted list is the default instead.",
    fix: "Correct ovn-encap-ip-default, or add the address to ovn-encap-ip; an ovn-controller before 24.09 does not know the key.",
    source: "ovn-controller(8), ovn-encap-ip-default",
  },
  "vtep-list-form": {
    family: "assignment",
    severity: "warning",
    code: "OVN7034",
    statement: "ovn-encap-ip lists each VTEP once, as an IPv4 or IPv6 address, with commas alone between them.",
    why: "What is no address makes no tunnel, and a doubled one hints at another that was meant.",
    fix: "Correct ovn-encap-ip of the chassis.",
    source: "ovn-controller(8), ovn-encap-ip",
  },
  "vtep-unique": {
    family: "assignment",
    severity: "error",
    code: "OVN7035",
    statement: "A VTEP address belongs to one chassis.",
    why: "Packets for the one arrive at the other; ovn-controller cannot write its Encap row while another chassis has it.",
    fix: "Give each chassis addresses of its own; delete the Chassis of a node that was reinstalled under another name (ovn-sbctl chassis-del).",
    source: "ovn-sb(5), Encap, ip (type and ip are the table's index)",
  },
  "encap-rows": {
    family: "assignment",
    severity: "error",
    code: "OVN7036",
    statement: "The Southbound has one Encap row for each address and type of a chassis, and no other.",
    why: "The other chassis make their tunnels from these rows: without one there is no tunnel, with a wrong one there is one to nowhere.",
    fix: "See whether the chassis's ovn-controller runs, is connected, and can write (ovn-appctl -t ovn-controller connection-status); RBAC refuses rows of another chassis_name.",
    source: "ovn-sb(5), Encap; ovn-controller(8), ovn-encap-ip and ovn-encap-type",
  },
  "encap-stale": {
    family: "assignment",
    severity: "warning",
    code: "OVN7037",
    statement: "Each Encap row is of the chassis that it names.",
    why: "A row that no chassis has keeps its address from whoever has it now.",
    fix: "Delete it: ovn-sbctl destroy Encap UUID.",
    source: "ovn-sb(5), Encap, chassis_name",
  },
  "chassis-stale": {
    family: "assignment",
    severity: "warning",
    code: "OVN7038",
    statement: "Each Chassis row is of a node that is there.",
    why: "A node that was reinstalled under another system-id leaves its old row, its VTEPs and tunnels to them behind.",
    fix: "ovn-sbctl chassis-del NAME, and remove the old system-id from the node.",
    source: "ovn-sb(5), Chassis; ovn-controller(8), system-id",
  },
  "system-id": {
    family: "assignment",
    severity: "error",
    code: "OVN7039",
    statement: "A node's system-id is the name of its Chassis row, and of no other node's.",
    why: "Two nodes under one name take each other's ports and Encap rows, again and again.",
    fix: "Give each node an external_ids:system-id of its own, and restart its ovn-controller.",
    source: "ovn-controller(8), system-id",
  },
  "encap-id-apart": {
    family: "registers",
    severity: "error",
    code: "OVN7010",
    statement: "The conntrack zone and the encap id share reg13 and are never written together.",
    why: "A packet that loses its encap id leaves by the wrong NIC; one that loses its zone is matched to another's connections.",
    fix: "No configuration does this: report it to OVN with the flow, or recompute if the flow is a stranger's.",
    source: "DESIGN, reg13: bits 0..15 the zone, bits 16..31 the encap id",
  },
  "encap-id-range": {
    family: "registers",
    severity: "error",
    code: "OVN7040",
    statement: "What table 0 loads as the encap id is the id of a VTEP of the chassis.",
    why: "No flow of the remote-output table matches another id: the port's traffic goes nowhere.",
    fix: "See whether the list of VTEPs was changed without a recompute; compare table 0 with the compiled one (ovn-sim diff).",
    source: "OVN-FACTS, Encap ids",
  },
  "zone-unique": {
    family: "registers",
    severity: "error",
    code: "OVN7041",
    statement: "Each port, and each NAT of a datapath, has a conntrack zone of its own on a chassis.",
    why: "Two ports in one zone see each other's connections: replies pass that no rule allows.",
    fix: "Remove one of the two ct-zone keys of the integration bridge and restart ovn-controller.",
    source: "ovn-architecture(7), Architectural Physical Life Cycle of a Packet (conntrack zone)",
  },
  "tunnel-present": {
    family: "tunnels",
    severity: "error",
    code: "OVN7050",
    statement: "For every two chassis that may talk there is a tunnel port for each pair of their VTEPs.",
    why: "What should take that tunnel silently takes another to the same chassis, or is lost.",
    fix: "See why ovn-controller did not make it: the Encap rows, transport zones, and its log.",
    source: "OVN-FACTS, Tunnels; ovn-controller(8), ovn-encap-ip",
  },
  "tunnel-expected": {
    family: "tunnels",
    severity: "warning",
    code: "OVN7051",
    statement: "Each tunnel port of OVN leads to a VTEP of a chassis that this one may talk to.",
    why: "A port that is left over may be taken where another was meant, and packets for it go nowhere.",
    fix: "See whether ovn-controller runs; it deletes such ports by itself.",
    source: "OVN-FACTS, Tunnels",
  },
  "tunnel-options": {
    family: "tunnels",
    severity: "error",
    code: "OVN7052",
    statement: "A tunnel port's options say what its ovn-chassis-id says, and key=flow.",
    why: "The flows choose the port by its ovn-chassis-id, and the packet goes where its options say.",
    fix: "Delete the port; ovn-controller makes it again.",
    source: "ovs-vswitchd.conf.db(5), Interface, Tunnel Options; OVN-FACTS, Tunnels",
  },
  "tunnel-ofport": {
    family: "tunnels",
    severity: "error",
    code: "OVN7053",
    statement: "Each tunnel port has an OpenFlow port number.",
    why: "Open vSwitch refused the port: no flow can use it.",
    fix: "ovs-vsctl get Interface NAME error, and the log of ovs-vswitchd.",
    source: "ovs-vswitchd.conf.db(5), Interface, ofport",
  },
  "tunnel-local-ip": {
    family: "tunnels",
    severity: "error",
    code: "OVN7054",
    statement: "A tunnel port of a chassis with several VTEPs has a local_ip.",
    why: "Without it the host's routing chooses the source address, and what comes to any address is taken.",
    fix: "Set ovn-encap-ip to more than one address only with an ovn-controller that sets local_ip, or set ovn-set-local-ip=true.",
    source: "ovn-controller(8), ovn-set-local-ip",
  },
  "tunnel-mtu": {
    family: "tunnels",
    severity: "warning",
    code: "OVN7055",
    statement: "The MTU of a VTEP's interface leaves room for the encapsulation of what its ports send.",
    why: "Large packets are dropped or cut to fragments, while ping works.",
    fix: "Raise the MTU of the underlay, or lower that of the ports: Geneve over IPv4 takes 58 bytes, over IPv6 78.",
    source: "RFC 8926, section 3; RFC 7348, section 5",
  },
  "underlay-rule": {
    family: "underlay",
    severity: "error",
    code: "OVN7060",
    statement: "Each VTEP of a host with several has a rule that sends what leaves from it to a table of its own.",
    why: "The host's main table chooses the NIC by the destination alone: the packet leaves by another NIC than its VTEP's.",
    fix: "ip rule add from VTEP lookup TABLE",
    source: "ip-rule(8); OVN-FACTS, Where configuration lives",
  },
  "underlay-route": {
    family: "underlay",
    severity: "error",
    code: "OVN7061",
    statement: "What leaves from a VTEP has a route to each VTEP of the chassis that it has tunnels to.",
    why: "Without a route the host drops the encapsulated packet.",
    fix: "ip route add REMOTE via GATEWAY dev NIC table TABLE",
    source: "ip-route(8)",
  },
  "underlay-interface": {
    family: "underlay",
    severity: "error",
    code: "OVN7062",
    statement: "What leaves from a VTEP is routed through that VTEP's own interface.",
    why: "The packet has the right source address and leaves by the wrong NIC.",
    fix: "Correct the device of the routes in the table that the VTEP's rule names.",
    source: "ip-route(8); OVN-FACTS, Where configuration lives",
  },
  "zone-gateway": {
    family: "zones",
    severity: "warning",
    code: "OVN7070",
    statement:
      "An availability zone that knows chassis of others has a gateway, is-interconn=true, with a tunnel to them.",
    why: "Only such a chassis makes tunnels to other zones: without one, what is for them is dropped.",
    fix: "ovs-vsctl set Open_vSwitch . external_ids:ovn-is-interconn=true on the gateways.",
    source: "ovn-architecture(7), OVN Deployments Interconnection; ovn-controller(8), ovn-is-interconn",
  },
  "ha-members": {
    family: "ha",
    severity: "error",
    code: "OVN7080",
    statement: "Each member of an HA chassis group is a chassis that the Southbound knows.",
    why: "The gateway that was meant to take over is not there.",
    fix: "Correct HA_Chassis.chassis_name in the Northbound, or bring the chassis up.",
    source: "ovn-nb(5), HA_Chassis; ovn-sb(5), HA_Chassis",
  },
  "ha-priorities": {
    family: "ha",
    severity: "warning",
    code: "OVN7081",
    statement: "The members of an HA chassis group have different priorities.",
    why: "Which of two with the same priority is active is not what anybody configured.",
    fix: "Give each HA_Chassis of the group a priority of its own.",
    source: "ovn-nb(5), HA_Chassis, priority",
  },
  "ha-active": {
    family: "ha",
    severity: "error",
    code: "OVN7082",
    statement: "A gateway port is bound to a member of its HA chassis group.",
    why: "Its traffic goes to a chassis that is not to be its gateway, or nowhere.",
    fix: "See which ovn-controller claims the port, and whether BFD to the members is up.",
    source: "ovn-sb(5), Port_Binding, ha_chassis_group",
  },
  "flow-layout": {
    family: "skew",
    severity: "error",
    code: "OVN7090",
    statement: "The installed flows have the tables of the OVN release that is taken for the cluster.",
    why: "Answers would read one release's flows with another's table numbers; a node is out of date, or ahead.",
    fix: "Update the node's ovn-controller, or give the release of the node: --ovn-release X.Y.",
    source: "OVN-FACTS, OpenFlow tables by release",
  },
  "versions-agree": {
    family: "skew",
    severity: "warning",
    code: "OVN7091",
    statement: "ovn-controller of each chassis is of the release of the ovn-northd that wrote the Southbound.",
    why: "Each release understands the other's flows only in the order of an upgrade: ovn-controller first.",
    fix: "Finish the upgrade.",
    source: "ovn-architecture(7) and OVN's upgrade guide; ovn-sb(5), SB_Global, options:northd_internal_version",
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

export type FindingCode = (typeof RULES)[RuleId]["code"];

/** The rules in the order of the table. */
export const RULE_IDS = Object.keys(RULES) as readonly RuleId[];

/** The rule that each kind of finding breaks. */
export const RULE_OF_CODE = Object.fromEntries(RULE_IDS.map((id) => [RULES[id].code, id])) as Readonly<
  Record<FindingCode, RuleId>
>;
