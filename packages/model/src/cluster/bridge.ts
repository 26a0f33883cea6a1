import type { OvsBridge, OvsInterface, OvsPort } from "../openvswitch/rows.ts";

/** What `Port.external_ids:ovn-chassis-id` says: `<chassis>@<remote ip>%<local ip>`, or `flow`. */
export type TunnelId =
  | { readonly kind: "pair"; readonly chassis: string; readonly remoteIp: string; readonly localIp: string | undefined }
  | { readonly kind: "flow" };

/** A port of the integration bridge that carries tunnels of OVN. */
export type TunnelPort = {
  readonly name: string;
  /** `geneve`, `vxlan` or another type of Interface. */
  readonly type: string;
  readonly ofport: number | undefined;
  readonly id: TunnelId;
  readonly options: ReadonlyMap<string, string>;
  readonly port: OvsPort;
  readonly interface: OvsInterface;
};

/** An interface of the integration bridge. */
export type BridgeInterface = {
  readonly name: string;
  readonly type: string;
  /** The OpenFlow port; absent while the switch has not given one, or when it refused (-1). */
  readonly ofport: number | undefined;
  /** `external_ids:iface-id`: the logical port that this interface is. */
  readonly ifaceId: string | undefined;
  /** `external_ids:encap-ip`: the VTEP that this interface asks for. */
  readonly encapIp: string | undefined;
  readonly port: OvsPort;
  readonly row: OvsInterface;
};

/** The integration bridge of a chassis, as its own database has it. */
export type IntegrationBridge = {
  readonly name: string;
  readonly row: OvsBridge;
  /** Every interface, in the order of `Bridge.ports` and `Port.interfaces`. */
  readonly interfaces: readonly BridgeInterface[];
  readonly byName: ReadonlyMap<string, BridgeInterface>;
  readonly byIfaceId: ReadonlyMap<string, readonly BridgeInterface[]>;
  readonly byOfport: ReadonlyMap<number, BridgeInterface>;
  readonly tunnels: readonly TunnelPort[];
  /** Conntrack zones by their name: a logical port, or `<datapath>_dnat` and `<datapath>_snat`. */
  readonly ctZones: ReadonlyMap<string, number>;
};
