import { createDiagnostic } from "@ovn-sim/model";
import type { LocalDatapath } from "../chassis/index.ts";
import type { PhysicalContext } from "./context.ts";

const HIGHEST_VNI = 0xff_ffff;

/**
 * Says what is left out of switches that an EVPN extends (ovn-nb(5), Logical_Switch `other_config:dynamic-routing-vni`).
 * The databases tell the VNI, the tunnel port and its local address; each flow besides follows a remote VTEP, a MAC
 * address or a neighbour that the host's kernel has learnt. A switch of which nothing could be learnt has no such flow
 * (OVN, `controller/neighbor.c` and `physical_eval_evpn_flows`).
 */
export function noteEvpn(context: PhysicalContext): void {
  const { view, profile } = context;
  const config = view.chassis.row.other_config;
  const ports = listed(config.get("ovn-evpn-vxlan-ports"));
  if (profile.physical.evpnInterfaces === "none" || ports.length === 0) return;
  const tunnels = ports.map((port) => `ovn${view.chassis.ovs?.chassisIndex ?? ""}-evpn-${port}`);
  for (const datapath of view.localDatapaths.values()) {
    const vni = vniOf(datapath);
    if (vni === undefined) continue;
    const addresses = localAddresses(config.get("ovn-evpn-local-ip"), vni);
    const interfaces = learningInterfaces(context, datapath, vni);
    if (addresses.length === 0 || interfaces.length === 0) continue;
    const { row, name } = datapath.datapath;
    const place = { table: "Datapath_Binding", row: row.uuid, chassis: view.name };
    const message = `an EVPN extends switch ${name} with VNI ${vni}: flows of its remote VTEPs (by ${tunnels.join(", ")} from ${addresses.join(" or ")}), of their MAC addresses and of their neighbours are left out; the kernel of ${view.name} has learnt them on ${interfaces.join(", ")}, and no database holds them`;
    context.notes.push(createDiagnostic("OVN5014", place, message));
  }
}

const listed = (text: string | undefined): readonly string[] => (text ?? "").split(",").filter((item) => item !== "");

function vniOf({ datapath, isSwitch }: LocalDatapath): number | undefined {
  const text = datapath.row.external_ids.get("dynamic-routing-vni");
  if (!isSwitch || text === undefined || !/^\d+$/.test(text)) return undefined;
  const vni = Number(text);
  return vni <= HIGHEST_VNI ? vni : undefined;
}

/** The addresses that `ovn-evpn-local-ip` gives a VNI: of each family its own (`VNI-ADDRESS`), else the default one. */
function localAddresses(setting: string | undefined, vni: number): readonly string[] {
  const items = listed(setting);
  const own = items.filter((item) => item.startsWith(`${vni}-`)).map((item) => item.slice(item.indexOf("-") + 1));
  const defaults = items.filter((item) => !item.includes("-"));
  return [false, true].flatMap((six) => {
    const isOfFamily = (address: string): boolean => address.includes(":") === six;
    const found = own.find(isOfFamily) ?? defaults.find(isOfFamily);
    return found === undefined ? [] : [found];
  });
}

/** The interfaces of the host whose forwarding entries tell remote VTEPs. */
function learningInterfaces({ profile }: PhysicalContext, { datapath }: LocalDatapath, vni: number): readonly string[] {
  if (profile.physical.evpnInterfaces === "by-vni") return [`vxlan-${vni}`];
  return listed(datapath.row.external_ids.get("dynamic-routing-vxlan-ifname"));
}
