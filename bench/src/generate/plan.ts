import {
  type Addresses,
  formatIp4,
  formatIp6,
  formatMac,
  linkWords,
  policyWords,
  portWords,
  serviceWords,
} from "./addresses.ts";
import { createRandom, createUuids } from "./random.ts";
import type { Shape } from "./shape.ts";

export type PlannedChassis = { readonly name: string; readonly index: number; readonly vteps: readonly string[] };

export type PlannedPort = {
  readonly index: number;
  readonly name: string;
  readonly chassis: number;
  readonly vtep: number;
  readonly switch: number;
  readonly tunnelKey: number;
  readonly addresses: Addresses;
  /** As Port_Binding.mac and Logical_Switch_Port.addresses have them. */
  readonly mac: string;
  readonly words: readonly string[];
};

export type PlannedLink = {
  readonly switchPort: string;
  readonly routerPort: string;
  readonly router: number;
  /** Its number among the ports of its router, from 1. */
  readonly tunnelKey: number;
  readonly mac: string;
  readonly networks: readonly string[];
  readonly words: readonly string[];
};

export type PlannedPolicy = { readonly group: string; readonly addressSet: string; readonly words: readonly string[] };

export type PlannedService = {
  readonly name: string;
  readonly vip: string;
  readonly backends: string;
  readonly words: readonly string[];
};

const VTEP_NETWORKS = (172 << 24) | (16 << 16);
const VIPS = (172 << 24) | (30 << 16);
const FIRST_TUNNEL_KEY_OF_VIFS = 2;
const SERVICE_PORT = 443;
const BACKEND_PORT = 8443;

/** What a cluster of a shape consists of: each part is told by its number, and nothing is kept. */
export class ClusterPlan {
  readonly shape: Shape;
  readonly uuid: (name: string, index: number) => string;
  readonly #perSwitch: number;
  readonly #hostBits: number;
  readonly #vtepOf: (port: number) => number;

  constructor(shape: Shape) {
    this.shape = shape;
    this.uuid = createUuids(shape.seed);
    this.#perSwitch = Math.ceil(shape.ports / shape.switches);
    this.#hostBits = Math.max(8, Math.ceil(Math.log2(this.#perSwitch + 3)));
    this.#vtepOf = createRandom(shape.seed, "VTEP of a port");
  }

  /** Whether VIFs have IPv6 addresses too. */
  get isDual(): boolean {
    return this.shape.families === "dual" && !this.isStateful;
  }

  get isStateful(): boolean {
    return this.shape.acls > 0 || this.shape.loadBalancers > 0;
  }

  chassis(index: number): PlannedChassis {
    const address = (v: number): string => formatIp4(VTEP_NETWORKS + (v << 16) + index + 1);
    return { name: `node-${index}`, index, vteps: Array.from({ length: this.shape.vteps }, (_, v) => address(v)) };
  }

  /** The numbers of a switch's VIFs: from the first up to, but not with, the second. */
  portsOf(s: number): readonly [from: number, to: number] {
    const from = Math.min(s * this.#perSwitch, this.shape.ports);
    return [from, Math.min(from + this.#perSwitch, this.shape.ports)];
  }

  chassisOfPort(index: number): number {
    const { placement, chassis } = this.shape;
    return (placement === "node" ? Math.floor(index / this.#perSwitch) : index) % chassis;
  }

  port(index: number): PlannedPort {
    const { shape } = this;
    const s = Math.floor(index / this.#perSwitch);
    const host = index - s * this.#perSwitch + 2;
    const name = `port-${index}`;
    const addresses = {
      mac: formatMac(0x0a58, index),
      ip4: this.#network(s) + host,
      network6: this.#network6(s),
      host6: host,
    };
    const own = [addresses.mac, formatIp4(addresses.ip4), ...(this.isDual ? [formatIp6(addresses)] : [])];
    return {
      index,
      name,
      chassis: this.chassisOfPort(index),
      vtep: this.#vtepOf(index) % shape.vteps,
      switch: s,
      tunnelKey: FIRST_TUNNEL_KEY_OF_VIFS + host - 2,
      addresses,
      mac: own.join(" "),
      words: portWords(name, addresses),
    };
  }

  /** A switch's link to its router, when it has one. */
  link(s: number): PlannedLink | undefined {
    const { routers } = this.shape;
    if (routers === 0) return undefined;
    const router = s % routers;
    const switchPort = `switch-${s}-to-router-${router}`;
    const routerPort = `router-${router}-to-switch-${s}`;
    const addresses = {
      mac: formatMac(0x0a59, s),
      ip4: this.#network(s) + 1,
      prefixBits: 32 - this.#hostBits,
      network6: this.#network6(s),
      host6: 1,
    };
    const networks = [
      `${formatIp4(addresses.ip4)}/${addresses.prefixBits}`,
      ...(this.isDual ? [`${formatIp6(addresses)}/64`] : []),
    ];
    return {
      switchPort,
      routerPort,
      router,
      tunnelKey: Math.floor(s / routers) + 1,
      mac: [addresses.mac, ...networks].join(" "),
      networks,
      words: linkWords(switchPort, routerPort, addresses),
    };
  }

  policy(index: number): PlannedPolicy {
    const [group, addressSet] = [`policy_${index}`, `peers_${index}`];
    return { group, addressSet, words: policyWords(group, addressSet) };
  }

  /** The policies' groups share out the ports: port p is in group p modulo their number. */
  policyOf(port: number): number | undefined {
    return this.shape.acls === 0 ? undefined : port % this.shape.acls;
  }

  /** The switches that have a port of a policy. */
  switchesOf(policy: number): readonly number[] {
    const { acls, ports } = this.shape;
    const found = new Set<number>();
    for (let p = policy; p < ports; p += acls) found.add(Math.floor(p / this.#perSwitch));
    return [...found];
  }

  /** Who may send to the ports of a policy: the ports of the next one. */
  allowedBy(policy: number): readonly string[] {
    const { acls, ports } = this.shape;
    const addresses: string[] = [];
    for (let p = (policy + 1) % acls; p < ports; p += acls) addresses.push(formatIp4(this.port(p).addresses.ip4));
    return addresses;
  }

  service(index: number): PlannedService {
    const { ports } = this.shape;
    const vip = formatIp4(VIPS + index + 1);
    const backend = (nth: number): string =>
      `${formatIp4(this.port((2 * index + nth) % ports).addresses.ip4)}:${BACKEND_PORT}`;
    const backends = [...new Set([backend(0), backend(1)])].join(",");
    return {
      name: `service-${index}`,
      vip: `${vip}:${SERVICE_PORT}`,
      backends,
      words: serviceWords(vip, SERVICE_PORT, backends),
    };
  }

  #network(s: number): number {
    return ((10 << 24) | (s << this.#hostBits)) >>> 0;
  }

  #network6(s: number): string {
    return `fd20:${(s + 1).toString(16)}`;
  }
}
