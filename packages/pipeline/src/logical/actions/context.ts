import type { Bucket, Group } from "../../openflow/flow.ts";
import type { Subfield } from "../../openflow/match.ts";
import type { ReleaseProfile } from "../../release/index.ts";
import type { LogicalFeatures } from "../../release/logical-features.ts";

export type Pipeline = "ingress" | "egress";

/** Gives out the numbers of groups and meters; the same content gets the same number. */
export type ExtensionNumbers = {
  group(group: GroupContent): number;
  /** A row of the Southbound's Meter table, by name. */
  meter(name: string): number;
  /** A meter of one flow's own, in kbps. */
  rateMeter(uuid: string, rate: number, burst: number | undefined): number;
};

export type GroupContent = Omit<Group, "id"> & { readonly buckets: readonly Bucket[] };

/** Where a logical action runs, and what it asks of the databases. */
export type LowerContext = {
  readonly profile: ReleaseProfile;
  readonly features: LogicalFeatures;
  readonly options: NorthdOptions;
  readonly capabilities: SwitchCapabilities;
  readonly pipeline: Pipeline;
  /** The logical table of the flow. */
  readonly table: number;
  readonly isSwitch: boolean;
  readonly datapathKey: number;
  /** `Logical_Flow._uuid`. */
  readonly uuid: string;
  /** The OpenFlow table of `output`. */
  readonly outputTable: number;
  /** The meter of packets to the controller; absent when the flow names none. */
  readonly controllerMeter: number | undefined;
  /** The zone of NAT when both directions share one. */
  readonly commonNatZone: Subfield;
  readonly numbers: ExtensionNumbers;
  /** The tunnel key of a port or multicast group of the datapath; 0 for `none`, absent when there is none. */
  portKey(name: string): number | undefined;
  /** Whether the logical port is an interface of this chassis. */
  isLocalPort(name: string): boolean;
  /** The tunnel to the chassis that a logical port of the datapath is bound to. */
  tunnelOfport(name: string): number | undefined;
  /** Whether this chassis has the Flow_Sample_Collector_Set. */
  hasCollectorSet(id: number): boolean;
  /** Tells what could not be lowered; the flow is then left out. */
  refuse(reason: string): void;
};

/** What northd says of the flows that it wrote, in SB_Global.options. */
export type NorthdOptions = {
  /** Flows themselves output after `arp { ... }` and `nd_ns { ... }`. */
  readonly explicitArpNsOutput: boolean;
  readonly registerConsolidation: boolean;
  readonly hairpinUsesCtMark: boolean;
};

/** What the datapath of the integration bridge can do (`Datapath.capabilities`). */
export type SwitchCapabilities = {
  /** Connections can be committed with an all-zero source NAT. */
  readonly ctZeroSnat: boolean;
  /** Groups can hash by dp_hash over layer 4 symmetrically. */
  readonly dpHashL4Symmetric: boolean;
  readonly meters: boolean;
};
