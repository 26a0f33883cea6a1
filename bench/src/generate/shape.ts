/** The size and form of a cluster to generate. The same shape gives the same bytes. */
export type Shape = {
  readonly chassis: number;
  /** VTEPs of each chassis; 1 to 15. */
  readonly vteps: number;
  /** VIFs in the whole cluster, spread evenly over the switches. */
  readonly ports: number;
  readonly switches: number;
  /** 0: the switches stand alone. Otherwise switch s is joined to router s modulo this. */
  readonly routers: number;
  /** `spread`: the ports of a switch are on all chassis. `node`: on one, as in Kubernetes. */
  readonly placement: "spread" | "node";
  readonly seed: number;
};

/** One switch without a router. */
export function flatShape(chassis: number, vteps: number, ports: number): Shape {
  return { chassis, vteps, ports, switches: 1, routers: 0, placement: "spread", seed: 1 };
}

/** Many switches on one router. */
export function routedShape(chassis: number, vteps: number, switches: number, ports: number): Shape {
  return { chassis, vteps, ports, switches, routers: 1, placement: "spread", seed: 1 };
}

/** A switch for each chassis, all on one router. */
export function nodeShape(chassis: number, vteps: number, ports: number): Shape {
  return { chassis, vteps, ports, switches: chassis, routers: 1, placement: "node", seed: 1 };
}

/** The product that most of a chassis's flows grow by: `50 x 2 x 1000`. */
export function describeShape({ chassis, vteps, ports, switches }: Shape): string {
  const form = switches === 1 ? "" : `, ${switches} switches`;
  return `${chassis} x ${vteps} x ${ports}${form}`;
}
