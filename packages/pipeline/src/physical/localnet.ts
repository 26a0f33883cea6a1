import { type ClusterPort, createDiagnostic, parseMac, type Words } from "@ovn-sim/model";
import { isChassisResident, type ViewPort } from "../chassis/index.ts";
import { drop, output, resubmit, setField } from "./actions.ts";
import { CHASSIS_MAC_CONJUNCTION, isClauseOf } from "./chassis-macs.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { enterPortWithDefaultEncapId } from "./ingress-metadata.ts";
import type { PortAccess } from "./port-access.ts";
import { clearLogicalRegisters } from "./static.ts";
import { popVlan, pushVlan } from "./vlan.ts";

type LocalAccess = Extract<PortAccess, { kind: "local" }>;

/**
 * What a localnet port has besides what every local port has. Distributed routers send by it with the MAC
 * address of the chassis in place of the router's, so that the physical network learns one place for each
 * (ovn-controller(8), `ovn-chassis-mac-mappings`); what arrives is turned back.
 */
export function lowerLocalnet(context: PhysicalContext, viewPort: ViewPort, access: LocalAccess): void {
  lowerChassisMacArrival(context, viewPort, access);
  lowerRouterMacOutput(context, viewPort, access);
  lowerLeakGuards(context, viewPort);
}

/**
 * Packets from another chassis's MAC address get back that of a router. Every peer of the switch wants the same match
 * for it; one row cannot want a flow twice, so the peer that was found first has it.
 */
function lowerChassisMacArrival(context: PhysicalContext, { port, datapath }: ViewPort, access: LocalAccess): void {
  const { tables } = context;
  const { ofport, tag } = access;
  const first = datapath.peers[0]?.remote;
  const mac = first === undefined ? undefined : routerMac(context, first);
  if (first === undefined || mac === undefined) return;
  const source = portSource(first.row);
  const arriving = () => {
    const match = context.match().set("in_port", ofport);
    return tag === 0 ? match.tagged(false) : match.set("dl_vlan", tag);
  };
  const restored = [
    ...(tag === 0 ? [] : [popVlan]),
    ...enterPortWithDefaultEncapId(context, port),
    setField("dl_src", mac),
    resubmit(tables.logicalIngress),
  ];
  const joined = arriving().set("conj_id", CHASSIS_MAC_CONJUNCTION).build();
  context.add(tables.physicalToLogical, 180, joined, restored, source);
  context.add(tables.physicalToLogical, 180, arriving().build(), [isClauseOf("localnet")], source);
}

/**
 * What a distributed router sends by this port leaves with the chassis's MAC address. A peer without a MAC address, a
 * switch for one, ends the list: routers found after it keep theirs.
 */
function lowerRouterMacOutput(context: PhysicalContext, { port, key, datapath }: ViewPort, access: LocalAccess): void {
  const { view, tables } = context;
  const network = port.row.options.get("network_name");
  const chassisMac = network === undefined ? undefined : view.chassis.macMappings.get(network);
  if (chassisMac === undefined) return;
  const ethertype = port.row.options.get("ethtype");
  for (const { remote } of datapath.peers) {
    if (isChassisResident(view, `cr-${remote.name}`)) continue;
    const mac = routerMac(context, remote);
    if (mac === undefined) return;
    const isTagged = access.tag !== 0;
    const actions = [
      setField("dl_src", chassisMac),
      ...(isTagged ? pushVlan(access.tag, ethertype) : []),
      output(access.ofport),
      setField("dl_src", mac),
      ...(isTagged ? [popVlan] : []),
    ];
    const match = context.matchOutport(datapath.key, key).set("dl_src", mac).build();
    context.addShared(tables.logicalToPhysical, 150, match, actions, portSource(port.row));
  }
}

/** Localports and packets meant for this chassis alone do not reach the physical network, but external ports do. */
function lowerLeakGuards(context: PhysicalContext, { port, key, datapath }: ViewPort): void {
  const { view, tables } = context;
  const source = portSource(port.row);
  const dropped = drop(view.dropSampling, tables.checkLoopback);
  const out = () => context.matchOutport(datapath.key, key);
  context.add(tables.checkLoopback, 160, context.withFlags(out(), ["localport"]).build(), dropped, source);
  const localOnly = context.withFlags(out(), ["localOnly"], ["overrideLocalOnly"]).build();
  context.add(tables.checkLoopback, 160, localOnly, dropped, source);

  const passed = [...clearLogicalRegisters(), resubmit(tables.logicalEgress)];
  for (const external of datapath.externalPorts) {
    if (external.chassis !== view.chassis) continue;
    for (const text of external.row.mac) {
      const mac = leadingMac(text);
      if (mac === undefined) continue;
      const match = context.withFlags(out(), ["localport"]).set("dl_dst", mac).build();
      context.addShared(tables.checkLoopback, 170, match, passed, source);
    }
  }
}

/** The MAC address at the start of an element of `Port_Binding.mac`; what follows does not matter. */
function leadingMac(text: string): Words | undefined {
  return parseMac(/^[0-9a-f:]*/i.exec(text)?.[0] ?? "");
}

/** The MAC address of a router port, which its peers on a localnet's switch answer to. */
function routerMac(context: PhysicalContext, port: ClusterPort): Words | undefined {
  const [text = ""] = port.row.mac;
  const mac = leadingMac(text);
  if (mac === undefined) {
    context.noteOnce(`MAC of ${port.name}`, () => {
      const place = { table: "Port_Binding", row: port.row.uuid, column: "mac", chassis: context.view.name };
      const message = `router port ${port.name} has ${JSON.stringify(text)} where a MAC address was expected; its MAC is not replaced on the physical network`;
      return createDiagnostic("OVN5013", place, message);
    });
  }
  return mac;
}
