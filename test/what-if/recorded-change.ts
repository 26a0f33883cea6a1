/** What ovn-controller has made of the settings of a cluster; Encap rows go by type and address. */
export type Moment = {
  readonly encaps: readonly {
    readonly chassis: string;
    readonly type: string;
    readonly ip: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
  /** Of the ports that have any, by `logical_port`. */
  readonly ports: Readonly<
    Record<string, { readonly encap: readonly string[]; readonly additional: readonly string[] }>
  >;
  /** OpenFlow ports by `ovn-chassis-id`, in the order of `Bridge.ports`, by chassis. */
  readonly tunnels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Installed flows by chassis, sorted. */
  readonly flows: Readonly<Record<string, readonly string[]>>;
};

/** A change that was made to real OVN, and what came of it. */
export type RecordedChange = Omit<Moment, "flows"> & {
  readonly name: string;
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** Whether ovn-controller came to this only when it was told to compute all anew. */
  readonly recomputed: boolean;
  /** Lines of the flow dumps that went and that came, by chassis. */
  readonly flows: Readonly<Record<string, { readonly gone: readonly string[]; readonly come: readonly string[] }>>;
};
