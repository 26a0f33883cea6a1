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
  /** Addresses of each VIF. With ACLs or load balancers it is IPv4 alone, as in the recording that has them. */
  readonly families: "ipv4" | "dual";
  /**
   * Port groups with a pair of ACLs each: what an address set may do, and nothing else (a NetworkPolicy of Kubernetes).
   * With any ACL or load balancer the switches have northd's whole stateful pipeline.
   */
  readonly acls: number;
  /** Load balancers of one VIP with two backends, each on every switch (a Service of Kubernetes). */
  readonly loadBalancers: number;
  readonly seed: number;
};

const PLAIN = { placement: "spread", families: "dual", acls: 0, loadBalancers: 0, seed: 1 } as const;

/** One switch without a router. */
export function flatShape(chassis: number, vteps: number, ports: number): Shape {
  return { ...PLAIN, chassis, vteps, ports, switches: 1, routers: 0 };
}

/** Many switches on one router. */
export function routedShape(chassis: number, vteps: number, switches: number, ports: number): Shape {
  return { ...PLAIN, chassis, vteps, ports, switches, routers: 1 };
}

/** A switch for each chassis, all on one router. */
export function nodeShape(chassis: number, vteps: number, ports: number): Shape {
  return { ...PLAIN, chassis, vteps, ports, switches: chassis, routers: 1, placement: "node" };
}

/** As Kubernetes makes them: a switch for each chassis, a policy for every 25 ports and a service for every 20. */
export function kubeShape(chassis: number, vteps: number, ports: number): Shape {
  const policies = { acls: Math.ceil(ports / 25), loadBalancers: Math.ceil(ports / 20) };
  return { ...nodeShape(chassis, vteps, ports), families: "ipv4", ...policies };
}

/** What real ovn-controller and ovn-trace were measured on: one switch, 250 chassis with 2 VTEPs each, IPv4. */
export function peersShape(ports = 10_000): Shape {
  return { ...flatShape(250, 2, ports), families: "ipv4" };
}

/** The product that most of a chassis's flows grow by: `50 x 2 x 1000`. */
export function describeShape({ chassis, vteps, ports, switches, acls, loadBalancers }: Shape): string {
  const counted = [
    [switches === 1 ? 0 : switches, "switches"],
    [acls, "policies"],
    [loadBalancers, "services"],
  ] as const;
  const form = counted.map(([count, what]) => (count === 0 ? "" : `, ${count} ${what}`));
  return `${chassis} x ${vteps} x ${ports}${form.join("")}`;
}
