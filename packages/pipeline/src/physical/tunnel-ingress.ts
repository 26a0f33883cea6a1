import type { Action } from "../openflow/index.ts";
import type { Tunnel } from "../chassis/index.ts";
import { load, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { createTunnelForms, type TunnelForms } from "./tunnel-forms.ts";
import { decapsulate, decapsulateRamp, decapsulateVxlanMulticast, VXLAN_MULTICAST_BIT } from "./encapsulation.ts";

type TunnelPort = Pick<Tunnel, "type" | "ofport" | "isRamp">;

/** What comes in by tunnels goes to local output: its logical output port was chosen on the other side. */
export function lowerTunnelIngress(context: PhysicalContext): void {
  const { view, tables } = context;
  const forms = createTunnelForms(() => context.match());
  const findZone = [load(1, context.flag("receivedFromTunnel")), resubmit(tables.ctZoneLookup)];
  for (const tunnel of view.tunnels) lowerInPort(context, forms, tunnel, findZone);
  for (const tunnel of view.flowTunnels.values()) lowerInPort(context, forms, { ...tunnel, isRamp: false }, findZone);

  const multicast = VXLAN_MULTICAST_BIT * 2 ** 12;
  for (const { type, ofport } of view.tunnels) {
    if (type !== "vxlan") continue;
    const match = context.match().set("in_port", ofport).setMasked("tun_id", multicast, multicast).build();
    context.add(tables.physicalToLogical, 105, match, [...decapsulateVxlanMulticast(), resubmit(tables.localOutput)]);
  }
  lowerRampIngress(context);
}

function lowerInPort(
  context: PhysicalContext,
  { anything, tooBig }: TunnelForms,
  tunnel: TunnelPort,
  findZone: readonly Action[],
): void {
  const { tables, profile } = context;
  const arrived: Action[] = [...decapsulate(context, tunnel), resubmit(tables.localOutput)];
  context.add(tables.physicalToLogical, 100, anything(tunnel.ofport), arrived);

  if (tunnel.isRamp && profile.physical.rampPmtudExempt) return;
  const looked = arrived.concat(findZone);
  for (const matchOf of tooBig) context.add(tables.physicalToLogical, 120, matchOf(tunnel.ofport), looked);
}

/**
 * VTEP switches name the datapath alone: what they send enters the ingress pipeline by their port. ovn-controller
 * knows a VTEP switch's port when it monitors the datapath: when that is local, or everything is
 * (ovn-controller(8), `ovn-monitor-all`).
 */
function lowerRampIngress(context: PhysicalContext): void {
  const { view, tables } = context;
  for (const facts of context.book.special) {
    const { port, kind, key } = facts;
    if (kind !== "vtep" || (!view.chassis.monitorAll && !view.localDatapaths.has(facts.datapath))) continue;
    for (const { type, ofport } of view.tunnelsTo.get(port.chassis?.name ?? "") ?? []) {
      if (type !== "vxlan") continue;
      const match = context.match().set("in_port", ofport).set("tun_id", port.datapath.row.tunnel_key).build();
      const actions = [
        ...decapsulateRamp(key),
        load(1, context.flag("receivedFromRamp")),
        resubmit(tables.logicalIngress),
      ];
      context.addOfPort(tables.physicalToLogical, 110, match, actions, facts);
    }
  }
}
