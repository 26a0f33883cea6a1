import { type Action, FIELDS } from "../openflow/index.ts";
import type { Tunnel } from "../chassis/index.ts";
import { load, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { decapsulate, decapsulateRamp, decapsulateVxlanMulticast, VXLAN_MULTICAST_BIT } from "./encapsulation.ts";

type TunnelPort = Pick<Tunnel, "type" | "ofport" | "isRamp">;

/** What comes in by tunnels goes to local output: its logical output port was chosen on the other side. */
export function lowerTunnelIngress(context: PhysicalContext): void {
  const { view, tables } = context;
  for (const tunnel of view.tunnels) lowerInPort(context, tunnel);
  for (const tunnel of view.flowTunnels.values()) lowerInPort(context, { ...tunnel, isRamp: false });

  const multicast = VXLAN_MULTICAST_BIT * 2 ** 12;
  for (const { type, ofport } of view.tunnels) {
    if (type !== "vxlan") continue;
    const match = context.match().set("in_port", ofport).setMasked("tun_id", multicast, multicast).build();
    context.add(tables.physicalToLogical, 105, match, [...decapsulateVxlanMulticast(), resubmit(tables.localOutput)]);
  }
  lowerRampIngress(context);
}

function lowerInPort(context: PhysicalContext, tunnel: TunnelPort): void {
  const { tables, profile } = context;
  const arrived: Action[] = [...decapsulate(context, tunnel), resubmit(tables.localOutput)];
  context.add(tables.physicalToLogical, 100, context.match().set("in_port", tunnel.ofport).build(), arrived);

  if (tunnel.isRamp && profile.physical.rampPmtudExempt) return;
  const looked = [...arrived, load(1, context.flag("receivedFromTunnel")), resubmit(tables.ctZoneLookup)];
  for (const { protocol, type, code } of TOO_BIG) {
    const match = context.match().set("in_port", tunnel.ofport).protocol(protocol);
    match.set(FIELDS.icmp_type, type).set(FIELDS.icmp_code, code);
    context.add(tables.physicalToLogical, 120, match.build(), looked);
  }
}

/** "Fragmentation needed" and "packet too big", which the kernel may make of a tunnelled packet. */
const TOO_BIG = [
  { protocol: "icmp", type: 3, code: 4 },
  { protocol: "icmp6", type: 2, code: 0 },
] as const;

/**
 * VTEP switches name the datapath alone: what they send enters the ingress pipeline by their port. ovn-controller
 * knows a VTEP switch's port when it monitors the datapath: when that is local, or everything is
 * (ovn-controller(8), `ovn-monitor-all`).
 */
function lowerRampIngress(context: PhysicalContext): void {
  const { view, tables } = context;
  const vtepPorts = [...view.cluster.southbound.tables.Port_Binding.values()].filter(({ type }) => type === "vtep");
  for (const row of vtepPorts) {
    if (!view.chassis.monitorAll && !view.localDatapaths.has(row.datapath)) continue;
    const port = view.cluster.portOf(row);
    for (const { type, ofport } of view.tunnelsTo.get(port.chassis?.name ?? "") ?? []) {
      if (type !== "vxlan") continue;
      const match = context.match().set("in_port", ofport).set("tun_id", port.datapath.row.tunnel_key).build();
      const actions = [
        ...decapsulateRamp(row.tunnel_key),
        load(1, context.flag("receivedFromRamp")),
        resubmit(tables.logicalIngress),
      ];
      context.add(tables.physicalToLogical, 110, match, actions, portSource(row));
    }
  }
}
