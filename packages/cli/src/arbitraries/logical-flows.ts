import { hostsOf, redirectName, routerAddresses, subnet4, subnet6 } from "./addresses.ts";
import { gatewayOf, isRouted, ROUTER, routerSide, type Scenario, switchName, switchSide } from "./scenario.ts";
import { map, ref, type Rows, set } from "./rows.ts";

/** A logical flow in northd's words. */
type LogicalFlow = {
  readonly stage: string;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
};

/** The stages that a packet of ours needs, each pipeline's in order; the place is the table. */
const STAGES = {
  ls_in: ["check_port_sec", "apply_port_sec", "l2_lkup", "l2_unknown"],
  ls_out: ["check_port_sec", "apply_port_sec"],
  lr_in: ["admission", "ip_input", "ip_routing", "arp_resolve", "gw_redirect", "arp_request"],
  lr_out: ["delivery"],
} as const;

const flow = (stage: string, priority: number, match: string, actions: string): LogicalFlow => ({
  stage,
  priority,
  match,
  actions,
});

/** The rows of Logical_Flow: few, but such that packets travel as with northd's own. */
export function logicalFlowRows(scenario: Scenario): Rows {
  const rows: Rows = {};
  const add = (datapath: string, flows: readonly LogicalFlow[]): void => {
    for (const [index, { stage, priority, match, actions }] of flows.entries()) {
      const [kind, direction, ...rest] = stage.split("_");
      const pipeline = `${kind}_${direction}` as keyof typeof STAGES;
      rows[`${datapath} ${index}`] = {
        logical_datapath: ref("Datapath_Binding", datapath),
        pipeline: direction === "in" ? "ingress" : "egress",
        table_id: (STAGES[pipeline] as readonly string[]).indexOf(rest.join("_")),
        priority,
        match,
        actions,
        external_ids: map({ "stage-name": stage }),
        controller_meter: set(),
        logical_dp_group: set(),
        tags: map({}),
      };
    }
  };
  scenario.switches.forEach((_, network) => add(switchName(network), switchFlows(scenario, network)));
  if (scenario.switches.some(isRouted)) add(ROUTER, routerFlows(scenario));
  return rows;
}

function switchFlows(scenario: Scenario, network: number): LogicalFlow[] {
  const plan = scenario.switches[network]!;
  const takesUnknown = plan.physical || scenario.ports.some((port) => port.switch === network && port.unknown);
  const flows = [
    flow("ls_in_check_port_sec", 100, "vlan.present", "drop;"),
    flow("ls_in_check_port_sec", 100, "eth.src[40]", "drop;"),
    flow("ls_in_check_port_sec", 50, "1", "reg0[15] = check_in_port_sec(); next;"),
    flow("ls_in_apply_port_sec", 50, "reg0[15] == 1", "drop;"),
    flow("ls_in_apply_port_sec", 0, "1", "next;"),
    flow("ls_in_l2_lkup", 72, "eth.mcast && (nd_na || nd_rs || nd_ra)", 'outport = "_MC_flood"; output;'),
    flow("ls_in_l2_lkup", 71, "eth.mcast && arp", 'outport = "_MC_flood"; output;'),
    flow("ls_in_l2_lkup", 70, "eth.mcast", 'outport = "_MC_flood_l2"; output;'),
    flow("ls_in_l2_lkup", 0, "1", "outport = get_fdb(eth.dst); next;"),
    flow("ls_in_l2_unknown", 50, 'outport == "none"', takesUnknown ? 'outport = "_MC_unknown"; output;' : "drop;"),
    flow("ls_in_l2_unknown", 0, "1", "output;"),
    flow("ls_out_check_port_sec", 100, "eth.mcast", "reg0[15] = 0; next;"),
    flow("ls_out_check_port_sec", 0, "1", "reg0[15] = check_out_port_sec(); next;"),
    flow("ls_out_apply_port_sec", 50, "reg0[15] == 1", "drop;"),
    flow("ls_out_apply_port_sec", 0, "1", "output;"),
  ];
  for (const { name, owned } of hostsOf(scenario, network)) {
    flows.push(flow("ls_in_l2_lkup", 50, `eth.dst == ${owned.mac}`, `outport = "${name}"; output;`));
  }
  if (isRouted(plan)) {
    const { mac } = routerAddresses(scenario, network);
    const resident = gatewayOf(plan) === undefined ? "" : ` && is_chassis_resident("${redirectName(network)}")`;
    flows.push(
      flow("ls_in_l2_lkup", 50, `eth.dst == ${mac}${resident}`, `outport = "${switchSide(network)}"; output;`),
    );
  }
  return flows;
}

function routerFlows(scenario: Scenario): LogicalFlow[] {
  const flows = [
    flow("lr_in_admission", 100, "vlan.present || eth.src[40]", "drop;"),
    flow("lr_in_admission", 0, "1", "drop;"),
    flow("lr_in_ip_input", 83, "ip6.mcast_rsvd", "drop;"),
    flow("lr_in_ip_input", 82, "ip4.mcast || ip6.mcast", "drop;"),
    flow("lr_in_ip_input", 50, "eth.bcast", "drop;"),
    flow("lr_in_ip_input", 29, "ip.ttl == {0, 1}", "drop;"),
    flow("lr_in_ip_input", 0, "1", "next;"),
    flow("lr_in_ip_routing", 0, "1", "drop;"),
    flow("lr_in_arp_resolve", 0, "1", "drop;"),
    flow("lr_in_gw_redirect", 0, "1", "next;"),
    flow("lr_in_arp_request", 0, "1", "output;"),
    flow("lr_out_delivery", 0, "1", "drop;"),
  ];
  for (const [network, plan] of scenario.switches.entries()) {
    if (!isRouted(plan)) continue;
    const name = routerSide(network);
    const { mac, ipv4, ipv6 } = routerAddresses(scenario, network);
    const isGateway = gatewayOf(plan) !== undefined;
    const resident = isGateway ? ` && is_chassis_resident("${redirectName(network)}")` : "";
    flows.push(
      flow(
        "lr_in_admission",
        50,
        `eth.dst == ${mac} && inport == "${name}"${resident}`,
        `xreg0[0..47] = ${mac}; next;`,
      ),
      flow("lr_in_admission", 50, `eth.mcast && inport == "${name}"`, `xreg0[0..47] = ${mac}; next;`),
      flow("lr_out_delivery", 100, `outport == "${name}"`, "output;"),
    );
    const leave = `eth.src = ${mac}; outport = "${name}"; flags.loopback = 1;`;
    if (ipv4 !== undefined) {
      const actions = `ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg5 = ${ipv4}; ${leave} reg9[9] = 1; next;`;
      flows.push(flow("lr_in_ip_routing", 198, `ip4.dst == ${subnet4(network)}`, actions));
    }
    if (ipv6 !== undefined) {
      const actions = `ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = ${ipv6}; ${leave} reg9[9] = 0; next;`;
      flows.push(flow("lr_in_ip_routing", 518, `ip6.dst == ${subnet6(network)}`, actions));
    }
    for (const { owned } of hostsOf(scenario, network)) {
      const resolve = (register: string, ip: string) =>
        flow("lr_in_arp_resolve", 100, `outport == "${name}" && ${register} == ${ip}`, `eth.dst = ${owned.mac}; next;`);
      if (owned.ipv4 !== undefined) flows.push(resolve("reg0", owned.ipv4));
      if (owned.ipv6 !== undefined) flows.push(resolve("xxreg0", owned.ipv6));
    }
    if (isGateway) {
      flows.push(flow("lr_in_gw_redirect", 50, `outport == "${name}"`, `outport = "${redirectName(network)}"; next;`));
    }
  }
  return flows;
}
