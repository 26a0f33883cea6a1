import type { NorthboundName } from "../origin/index.ts";
import type { LogicalStep } from "./logical-view/types.ts";

/** One table lookup on the way of a packet, with what the matched flow did. */
export type TraceStep = {
  readonly table: number;
  /** Nesting: 0 at the chassis's door, one more in each resubmit that returns. */
  readonly depth: number;
  /** Index of the step whose action led here; absent at the chassis's door. */
  readonly parent?: number;
  /** Absent on a table miss. */
  readonly flow?: {
    readonly priority: number;
    readonly cookie: string;
    readonly match: string;
    readonly actions: string;
  };
  /** The logical datapath that the packet is in, by name. */
  readonly datapath?: string;
  readonly pipeline?: "ingress" | "egress";
  /** The logical stage's name, from the Southbound's Logical_Flow. */
  readonly stage?: string;
  /** The logical flow's match. */
  readonly logicalMatch?: string;
  /** What the logical flow was made for. */
  readonly northbound?: NorthboundName;
  /** What became of the packet here, in words; empty where nothing did. */
  readonly effects: readonly string[];
};

/** An OpenFlow output that took effect. */
export type TraceOutput = { readonly ofPort: number; readonly port: string };

/** A packet in one chassis, from its door to its outputs. */
export type TraceHop = {
  readonly chassis: string;
  readonly inPort: string;
  readonly ofPort: number;
  /** The packet as it came in, in the syntax of ofproto/trace. */
  readonly packet: string;
  /** Index of the tunnel crossing that it came by. */
  readonly tunnel?: number;
  /** Present where the packet is one that ovn-controller made, and at the first hop of its way alone. */
  readonly madeBy?: "ovn-controller";
  /** True where the packet goes on that waited for ovn-controller. */
  readonly resumed?: boolean;
  readonly steps: readonly TraceStep[];
  /** The same way by its logical stages; present when it was asked for. */
  readonly logical?: readonly LogicalStep[];
  readonly outputs: readonly TraceOutput[];
  /** The packet's state at the end, in the syntax of ofproto/trace. */
  readonly finalPacket: string;
};

/** Why a tunnel's end was taken. */
export type WhyKind =
  | "interface"
  | "default"
  | "first-of-list"
  | "only-vtep"
  | "unread-key"
  | "port-binding"
  | "any"
  | "bum"
  | "fallback"
  | "passed-over"
  | "unknown";

/** A packet on the wire between two chassis. */
export type TraceTunnel = {
  /** Index of the hop that sent it. */
  readonly hop: number;
  /** Index of the step of that hop that sent it. */
  readonly step: number;
  readonly fromChassis: string;
  /** Empty when no chassis of the snapshot owns the destination address. */
  readonly toChassis: string;
  readonly type: string;
  readonly port: string;
  readonly ofPort: number;
  readonly sourceIp: string;
  readonly destinationIp: string;
  readonly encapId: number;
  readonly tunnelKey: number;
  readonly bum: boolean;
  readonly why: { readonly source: string; readonly destination: string };
  readonly whyKind: { readonly source: WhyKind; readonly destination: WhyKind };
  /** False when an end is not the VTEP that the configuration asks for. */
  readonly asConfigured: boolean;
  /** False when the configuration leaves open which VTEP is used at an end, and OVN chose silently. */
  readonly determined: boolean;
};

export type TraceDelivery = {
  /** Index of the hop. */
  readonly hop: number;
  /** Index of the step of the hop at which it left. */
  readonly step: number;
  readonly chassis: string;
  readonly logicalPort: string;
  readonly interface: string;
  readonly ofPort: number;
};

/** A packet that leaves the simulated network: by a bridge of the host (localnet, gateway), or to another availability zone. */
export type TraceDeparture = {
  /** Index of the hop. */
  readonly hop: number;
  /** Index of the step of the hop at which it left. */
  readonly step: number;
  readonly chassis: string;
  readonly port: string;
  readonly ofPort: number;
  readonly network: string | undefined;
  /** The chassis of another availability zone that it is sent to. */
  readonly toChassis?: string;
};

/** Why a copy of the packet went no further. */
export type TraceDrop = {
  /** Index of the hop. */
  readonly hop: number;
  readonly chassis: string;
  readonly table: number;
  readonly reason: string;
  readonly datapath?: string;
  readonly stage?: string;
  /** Who decided it, by its Northbound name: `ACL deny-all of switch sw1 (priority 1000)`. */
  readonly by?: string;
};

/** A packet, or notice of one, handed to ovn-controller. */
export type TraceController = {
  readonly hop: number;
  readonly chassis: string;
  readonly table: number;
  readonly action: string;
  /** What the flow asks for, by the name of the logical action (`arp`, `put_dhcp_opts`, …), or `invalid_ttl`. */
  readonly what: string;
  /** What ovn-controller does, in words that go on from its name: `asks by ARP who has 10.0.0.5`. */
  readonly text: string;
  /** It only happens to packets of more bytes than this, as Ethernet frames. */
  readonly ifLargerThan?: number;
  /** The way of the packet that ovn-controller makes. */
  readonly made?: Trace;
  /** Who wants it rejected, by its Northbound name: `ACL no-ssh of switch sw1 (priority 1002)`. */
  readonly by?: string;
};

/** A group of which a packet takes one member: a load balancer's backends, or the routes of an ECMP group. */
export type TraceChoice = {
  /** Index of the hop. */
  readonly hop: number;
  readonly chassis: string;
  readonly group: number;
  /** Those that are alive: a backend by address and port, another member by the number that it stands for. */
  readonly members: readonly string[];
  readonly taken: string;
  /** Because it was asked for, the only one, that of the packet's hash, or the first for want of the hash. */
  readonly by: "told" | "only" | "hash" | "first";
};

/** Flows of one table that select the packet with equal priority and do different things: a switch takes any of them. */
export type TraceTie = {
  /** Index of the hop. */
  readonly hop: number;
  readonly chassis: string;
  readonly table: number;
  readonly priority: number;
  /** The flows' cookies, in the order of the table. */
  readonly cookies: readonly string[];
  /** The cookie of the flow that the trace follows. */
  readonly taken: string;
};

/** The whole way of one packet through the cluster. */
export type Trace = {
  readonly from?: string;
  readonly to?: string;
  /** The packet in a few words. */
  readonly summary: string;
  /** The packet in the syntax of ofproto/trace. */
  readonly packet: string;
  readonly hops: readonly TraceHop[];
  readonly tunnels: readonly TraceTunnel[];
  readonly deliveries: readonly TraceDelivery[];
  readonly departures: readonly TraceDeparture[];
  readonly drops: readonly TraceDrop[];
  readonly controller: readonly TraceController[];
  /** The members that were taken of groups. */
  readonly choices: readonly TraceChoice[];
  /** Where the way of the packet was a switch's free choice. */
  readonly ties: readonly TraceTie[];
  /** What the cluster lacks for the packet to reach the port that it is for; absent where nothing is lacking. */
  readonly cause?: string;
  /** How it ended, in sentences. */
  readonly outcome: readonly string[];
  /** Whatever the answer rests on that the files do not say. */
  readonly assumptions: readonly string[];
  /** Of an answer: why who asked does not take it. */
  readonly mismatch?: string;
  /** The answer of who got the packet, through what conntrack now knows; present when it was asked for and there is one. */
  readonly reply?: Trace;
  /** Why there is no answer, when it was asked for. */
  readonly noReply?: string;
  /** The same packet by every other choice of members; present when they were asked for. */
  readonly others?: readonly Trace[];
};
