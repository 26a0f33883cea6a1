import type { Cluster, ClusterPort } from "@ovn-sim/model";
import { FIELDS, parseMicroflow, readField, readSubfield, subfield } from "../openflow/index.ts";
import type { Trace } from "../trace/types.ts";

/** What the header of a tunnelled packet says that it is for (ovn-architecture(7), "Tunnel Encapsulations"). */
export type WireTarget =
  | { readonly kind: "port"; readonly port: ClusterPort }
  | { readonly kind: "group"; readonly key: number }
  /** No datapath or port has these keys. */
  | { readonly kind: "nothing"; readonly datapathKey: number; readonly portKey: number };

const FIRST_GROUP_KEY = 0x8000;
const VXLAN_GROUP_BIT = 0x800;

const GENEVE_DATAPATH = subfield("tun_id", 0, 24);
const GENEVE_OUTPORT = subfield("tun_metadata0", 0, 16);
const VXLAN_DATAPATH = subfield("tun_id", 0, 12);
const VXLAN_OUTPORT = subfield("tun_id", 12, 12);

/** Reads the target from the packet as it arrived; absent when the trace did not follow it to the other side. */
export function wireTarget(cluster: Cluster, trace: Trace, tunnel: number): WireTarget | undefined {
  const arrived = trace.hops.find((hop) => hop.tunnel === tunnel);
  const key = arrived === undefined ? undefined : parseMicroflow(arrived.packet);
  if (key === undefined || !key.ok) return undefined;
  const isVxlan = trace.tunnels[tunnel]!.type === "vxlan";
  const datapathKey = readSubfield(key.value, isVxlan ? VXLAN_DATAPATH : GENEVE_DATAPATH);
  const onWire = readSubfield(key.value, isVxlan ? VXLAN_OUTPORT : GENEVE_OUTPORT);
  const isGroup = onWire >= (isVxlan ? VXLAN_GROUP_BIT : FIRST_GROUP_KEY);
  if (isGroup) return { kind: "group", key: isVxlan ? FIRST_GROUP_KEY | (onWire & (VXLAN_GROUP_BIT - 1)) : onWire };
  return portOfKeys(cluster, datapathKey, onWire) ?? { kind: "nothing", datapathKey, portKey: onWire };
}

/** The port that a packet was for when its way in a hop ended, by its registers; absent when it names none. */
export function finalTarget(cluster: Cluster, trace: Trace, hop: number): ClusterPort | undefined {
  const key = parseMicroflow(trace.hops[hop]?.finalPacket ?? "");
  if (!key.ok) return undefined;
  return portOfKeys(cluster, readField(key.value, FIELDS.metadata), readField(key.value, FIELDS.reg15))?.port;
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
