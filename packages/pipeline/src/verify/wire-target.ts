import type { Cluster, ClusterPort } from "@ovn-sim/model";
import { readSubfield, subfield } from "../openflow/index.ts";
import { keyOfHop } from "../trace/outlined-hop.ts";
import type { Trace } from "../trace/types.ts";

/** What the header of a tunnelled packet says that it is for (ovn-architecture(7), "Tunnel Encapsulations"). */
export type WireTarget =
  | { readonly kind: "port"; readonly port: ClusterPort }
  | { readonly kind: "group"; readonly key: number }
  /** No datapath or port has these keys. */
  | { readonly kind: "nothing"; readonly datapathKey: number; readonly portKey: number };

const LOW_WORDS = { tun_id: subfield("tun_id", 0, 32), tun_metadata0: subfield("tun_metadata0", 0, 32) } as const;

const FIRST_GROUP_KEY = 0x8000;
const VXLAN_GROUP_BIT = 0x800;

/** Reads the target from the packet as it arrived; absent when the trace did not follow it to the other side. */
export function wireTarget(cluster: Cluster, trace: Trace, tunnel: number): WireTarget | undefined {
  const arrived = trace.hops.find((hop) => hop.tunnel === tunnel);
  if (arrived === undefined) return undefined;
  const isVxlan = trace.tunnels[tunnel]!.type === "vxlan";
  const key = keyOfHop(arrived);
  const read = (name: "tun_id" | "tun_metadata0"): number =>
    key === undefined ? fieldOf(arrived.packet, name) : readSubfield(key, LOW_WORDS[name]);
  const vni = read("tun_id") & 0xff_ffff;
  const datapathKey = isVxlan ? vni & 0xfff : vni;
  const onWire = isVxlan ? vni >>> 12 : read("tun_metadata0") & 0xffff;
  const isGroup = onWire >= (isVxlan ? VXLAN_GROUP_BIT : FIRST_GROUP_KEY);
  if (isGroup) return { kind: "group", key: isVxlan ? FIRST_GROUP_KEY | (onWire & (VXLAN_GROUP_BIT - 1)) : onWire };
  return portOfKeys(cluster, datapathKey, onWire) ?? { kind: "nothing", datapathKey, portKey: onWire };
}

/** A field of a packet in the syntax of ofproto/trace, which leaves out what is 0. */
function fieldOf(packet: string, name: string): number {
  const found = new RegExp(`(?:^|,)${name}=(0x[0-9a-f]+|[0-9]+)(?:,|$)`).exec(packet);
  return found === null ? 0 : Number(found[1]);
}

function portOfKeys(
  cluster: Cluster,
  datapathKey: number,
  portKey: number,
): (WireTarget & { kind: "port" }) | undefined {
  const datapath = cluster.southbound.datapathByKey.get(datapathKey);
  const row = datapath === undefined ? undefined : cluster.southbound.portByKey(datapath.uuid, portKey);
  return row === undefined ? undefined : { kind: "port", port: cluster.portOf(row) };
}
