import type { FlowKey } from "../openflow/index.ts";

/** The protocols that a packet can be built for. */
export const PACKET_PROTOCOLS = ["icmp", "tcp", "udp"] as const;
export type PacketProtocol = (typeof PACKET_PROTOCOLS)[number];

/** Destinations that are no port: BUM traffic. */
export const BUM_TARGETS = ["broadcast", "unknown", "multicast"] as const;
export type BumTarget = (typeof BUM_TARGETS)[number];

/** What is taken for granted of the switches that the packet comes to. */
export type TraceVariations = {
  /**
   * The states that conntrack finds, one for each `ct` step on the way, each a list of flags: `trk,new`. Steps beyond
   * them find the packet new, as `ofproto/trace` has it.
   */
  readonly ct?: readonly string[];
  /** Trace the answer as well, from whoever gets the packet, through the connections that the packet left behind. */
  readonly reply?: boolean;
  /**
   * The member to take of each select group on the way: a load balancer's backend as `10.0.0.3:8080` or `10.0.0.3`, an
   * ECMP route by its number; `all` for a trace by each. Default: by the packet's hash where it is known, else the first.
   */
  readonly lbBackend?: string;
};

/** The packet to trace, in one of three forms (DESIGN, "Command-line contract"). */
export type TraceRequest = TraceVariations & TracePacket;

type TracePacket =
  | {
      readonly kind: "ports";
      readonly from: string;
      /** A logical port, or one of {@link BUM_TARGETS}. */
      readonly to: string;
      /** Default: icmp, an echo request. */
      readonly proto?: PacketProtocol;
      /** Destination port of tcp and udp. Default: 80 and 53. */
      readonly port?: number;
      /** Where a port starts that is on every chassis (a localport). Default: where it is bound. */
      readonly chassis?: string;
    }
  /** As ovn-trace takes it: `inport == "p1" && eth.dst == …`. */
  | { readonly kind: "microflow"; readonly text: string; readonly chassis?: string }
  /** As ofproto/trace takes it: `in_port=1,icmp,…`, on one chassis. */
  | { readonly kind: "flow"; readonly chassis: string; readonly flow: string; readonly oneHop?: boolean }
  /** The same, packed already: for who asks about very many packets. The key is not changed. */
  | { readonly kind: "key"; readonly chassis: string; readonly key: FlowKey; readonly oneHop?: boolean };
