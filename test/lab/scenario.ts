/** Words of a command line; nothing is split or quoted again. */
export type Command = readonly string[];

/** A node of the cluster: one Open_vSwitch database, one ovs-vswitchd, one ovn-controller. */
export type Chassis = {
  readonly name: string;
  /** Its tunnel addresses, `external_ids:ovn-encap-ip`. */
  readonly vteps: readonly string[];
  /** `external_ids:ovn-encap-ip-default`. */
  readonly defaultVtep?: string;
  /** `external_ids:ovn-encap-type`; `geneve` when absent. */
  readonly types?: string;
  /** `external_ids:system-id`; the name when absent. */
  readonly systemId?: string;
  /** Other keys of `Open_vSwitch.external_ids`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** `Open_vSwitch.other_config`. */
  readonly otherConfig?: Readonly<Record<string, string>>;
  /** Bridges beside the integration bridge. */
  readonly bridges?: readonly string[];
  /** Other words for the `ovs-vsctl` command that sets it up, beginning with `--`. */
  readonly more?: Command;
};

/** A logical switch port. */
export type Port = {
  readonly name: string;
  readonly network: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** The chassis that have an interface for it, which is named as the port is. */
  readonly on: readonly string[];
  /** `Interface.external_ids:encap-ip`. */
  readonly vtep?: string;
  /** The same where it differs by chassis, by the chassis's name. */
  readonly vteps?: Readonly<Record<string, string>>;
  /** Other keys of `Interface.external_ids`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A container inside another port, told apart by its VLAN. */
  readonly inside?: { readonly parent: string; readonly tag: number };
  readonly type?: "localport";
};

/** What `ofproto/trace` is asked. */
export type Packet = {
  readonly chassis: string;
  readonly flow: string;
  /** Whether the whole answer is kept, not only where the packet went. */
  readonly whole?: true;
};

/** What `ovn-trace` is asked. */
export type Microflow = {
  readonly microflow: string;
  /** `--ct`, one for each step of conntrack; beyond them a packet is of an established connection. */
  readonly ct?: readonly string[];
  /** `--lb-dst`. */
  readonly lbBackend?: string;
};

/** A cluster to be started and recorded. */
export type Scenario = {
  readonly name: string;
  /** What it is there for. */
  readonly says: string;
  /** The releases that can run it; all of them when absent. */
  readonly releases?: readonly string[];
  readonly chassis: readonly Chassis[];
  /** `ovn-sbctl` commands before anything else: what another availability zone wrote. */
  readonly foreign?: readonly Command[];
  /** `ovn-nbctl` commands before the ports are there. */
  readonly networks: readonly Command[];
  readonly ports: readonly Port[];
  /** `ovn-nbctl` commands that need the ports. */
  readonly policies?: readonly Command[];
  /** `ovn-sbctl` commands after all that: what a cluster learns by itself in time. */
  readonly learned?: readonly Command[];
  readonly packets: readonly Packet[];
  readonly microflows?: readonly Microflow[];
  /** Whether every other form in which people hold these databases and flows is kept as well. */
  readonly everyForm?: true;
};
