import type { FlowScope, FlowTemplate, FlowWords } from "./flow-template.ts";
import type { ClusterPlan } from "./plan.ts";
import {
  type Cell,
  NOTHING,
  range,
  reference,
  references,
  type Row,
  type RowEntry,
  streamOf,
  stringMap,
  type TableStream,
} from "./rows.ts";
import type { SouthboundTemplate } from "./template.ts";

/** The tables of a cluster's Southbound, their rows and texts as the template has them. */
export function southboundTables(template: SouthboundTemplate, plan: ClusterPlan): readonly TableStream[] {
  const { shape } = plan;
  const writer = new SouthboundWriter(template, plan);
  const table = (name: string, rows: () => Iterable<RowEntry>): TableStream => ({ name, rows });
  const grown = [
    table("Chassis", () => writer.chassis()),
    table("Chassis_Private", () => writer.chassisPrivate()),
    table("Encap", () => writer.encaps()),
    table("Datapath_Binding", () => writer.datapaths()),
    table("Port_Binding", () => writer.bindings()),
    table("Multicast_Group", () => writer.multicastGroups()),
    table("IP_Multicast", () => writer.multicastSettings()),
    table("Logical_DP_Group", () => writer.datapathGroups()),
    ...(shape.acls > 0 ? [table("Port_Group", () => writer.portGroups())] : []),
    ...(shape.loadBalancers > 0 ? [table("Load_Balancer", () => writer.loadBalancers())] : []),
    table("Logical_Flow", () => writer.flows()),
  ];
  const constant = Array.from(template.constant, ([name, rows]) =>
    name === "Address_Set" ? table(name, () => writer.addressSets(rows)) : streamOf(name, rows),
  );
  return [...constant, ...grown];
}

/** Before it: all switches, all routers, and those of load balancers. */
const FIRST_GROUP_OF_POLICIES = 3;

/** Whether some switches, but not all, share rows by a group of their own. */
const isShared = (some: readonly number[], switches: number): boolean => some.length > 1 && some.length < switches;

/** Makes the rows of each table by their numbers; nothing of one is needed for another. */
class SouthboundWriter {
  readonly #template: SouthboundTemplate;
  readonly #plan: ClusterPlan;

  constructor(template: SouthboundTemplate, plan: ClusterPlan) {
    this.#template = template;
    this.#plan = plan;
  }

  get #shape() {
    return this.#plan.shape;
  }

  #switch(s: number): string {
    return this.#plan.uuid("Datapath_Binding", this.#shape.routers + s);
  }

  #router(r: number): string {
    return this.#plan.uuid("Datapath_Binding", r);
  }

  #encap(chassis: number, vtep: number): string {
    return this.#plan.uuid("Encap", chassis * this.#shape.vteps + vtep);
  }

  *chassis(): Iterable<RowEntry> {
    const { chassis, vteps } = this.#shape;
    for (const i of range(0, chassis)) {
      const { name } = this.#plan.chassis(i);
      const encaps = Array.from(range(0, vteps), (v) => this.#encap(i, v));
      const own = { name, hostname: name, encaps: references(encaps) };
      yield [this.#plan.uuid("Chassis", i), { ...this.#template.chassis, ...own }];
    }
  }

  *chassisPrivate(): Iterable<RowEntry> {
    for (const i of range(0, this.#shape.chassis)) {
      const own = { name: this.#plan.chassis(i).name, chassis: reference(this.#plan.uuid("Chassis", i)) };
      yield [this.#plan.uuid("Chassis_Private", i), { ...this.#template.chassisPrivate, ...own }];
    }
  }

  *encaps(): Iterable<RowEntry> {
    for (const i of range(0, this.#shape.chassis)) {
      const { name, vteps } = this.#plan.chassis(i);
      for (const [v, ip] of vteps.entries())
        yield [this.#encap(i, v), { ...this.#template.encap, chassis_name: name, ip }];
    }
  }

  *datapaths(): Iterable<RowEntry> {
    const { routers, switches } = this.#shape;
    for (const i of range(0, routers + switches)) {
      const isRouter = i < routers;
      const kind = isRouter ? "router" : "switch";
      const nth = isRouter ? i : i - routers;
      const northbound = this.#plan.uuid(isRouter ? "Logical_Router" : "Logical_Switch", nth);
      const name = `${kind}-${nth}`;
      const own = {
        tunnel_key: i + 1,
        nb_uuid: reference(northbound),
        external_ids: stringMap({ [`logical-${kind}`]: northbound, name }),
      };
      const model = isRouter ? this.#template.routerDatapath : this.#template.switchDatapath;
      yield [this.#plan.uuid("Datapath_Binding", i), { ...model, ...own }];
    }
  }

  *bindings(): Iterable<RowEntry> {
    const { switches, ports, vteps } = this.#shape;
    for (const s of range(0, switches)) yield* this.#bindingsOfLink(s);
    for (const p of range(0, ports)) {
      const { name, mac, tunnelKey, chassis, vtep, switch: s } = this.#plan.port(p);
      const own = {
        logical_port: name,
        datapath: reference(this.#switch(s)),
        mac,
        tunnel_key: tunnelKey,
        chassis: reference(this.#plan.uuid("Chassis", chassis)),
        encap: vteps === 1 ? NOTHING : reference(this.#encap(chassis, vtep)),
      };
      yield [this.#plan.uuid("Port_Binding", p), { ...this.#template.port, ...own }];
    }
  }

  *#bindingsOfLink(s: number): Iterable<RowEntry> {
    const link = this.#plan.link(s);
    if (link === undefined) return;
    const { switchPort, routerPort, router, mac, tunnelKey } = link;
    yield [
      this.#plan.uuid("Port_Binding of a router", s),
      {
        ...this.#template.routerPort,
        logical_port: routerPort,
        datapath: reference(this.#router(router)),
        mac,
        tunnel_key: tunnelKey,
        options: stringMap({ peer: switchPort }),
      },
    ];
    yield [
      this.#plan.uuid("Port_Binding to a router", s),
      {
        ...this.#template.switchPort,
        logical_port: switchPort,
        datapath: reference(this.#switch(s)),
        tunnel_key: 1,
        options: stringMap({ peer: routerPort }),
      },
    ];
  }

  *multicastGroups(): Iterable<RowEntry> {
    for (const s of range(0, this.#shape.switches)) {
      const vifs = Array.from(range(...this.#plan.portsOf(s)), (p) => this.#plan.uuid("Port_Binding", p));
      const link = this.#plan.link(s) === undefined ? [] : [this.#plan.uuid("Port_Binding to a router", s)];
      const datapath = reference(this.#switch(s));
      const { floodGroup, floodL2Group } = this.#template;
      const uuid = (kind: number): string => this.#plan.uuid("Multicast_Group", 2 * s + kind);
      yield [uuid(0), { ...floodGroup, datapath, ports: references([...link, ...vifs]) }];
      yield [uuid(1), { ...floodL2Group, datapath, ports: references(vifs) }];
    }
  }

  *multicastSettings(): Iterable<RowEntry> {
    for (const s of range(0, this.#shape.switches)) {
      const own = { datapath: reference(this.#switch(s)) };
      yield [this.#plan.uuid("IP_Multicast", s), { ...this.#template.multicastSettings, ...own }];
    }
  }

  *datapathGroups(): Iterable<RowEntry> {
    const { switches, routers } = this.#shape;
    const group = (uuids: Iterable<string>): Row => ({ datapaths: references([...uuids]) });
    const all = group(Array.from(range(0, switches), (s) => this.#switch(s)));
    if (switches > 1) yield [this.#plan.uuid("Logical_DP_Group", 0), all];
    if (routers > 1)
      yield [this.#plan.uuid("Logical_DP_Group", 1), group(Array.from(range(0, routers), (r) => this.#router(r)))];
    if (this.#shape.loadBalancers > 0) yield [this.#plan.uuid("Logical_DP_Group", 2), all];
    for (const i of range(0, this.#shape.acls)) {
      const some = this.#plan.switchesOf(i);
      if (isShared(some, switches)) yield [this.#groupOfPolicy(i), group(some.map((s) => this.#switch(s)))];
    }
  }

  #groupOfPolicy(policy: number): string {
    return this.#plan.uuid("Logical_DP_Group", FIRST_GROUP_OF_POLICIES + policy);
  }

  /** A policy's flows are on the switches of its ports: northd makes them for the datapaths that have the port group. */
  *#flowsOfPolicy(policy: number, entry: (row: Row) => RowEntry): Iterable<RowEntry> {
    const { switches } = this.#shape;
    const some = this.#plan.switchesOf(policy);
    const words = { policy: this.#plan.policy(policy).words };
    if (some.length === switches) {
      yield* this.#sharedFlows("policy", words, entry);
      return;
    }
    const own = some.length === 1 ? reference(this.#switch(some[0]!)) : NOTHING;
    const group = isShared(some, switches) ? reference(this.#groupOfPolicy(policy)) : NOTHING;
    if (some.length > 0) for (const flow of this.#perPort("policy")) yield entry(flow.write(words, own, group));
  }

  /** A port group has a row for each datapath with a member, named by its tunnel key. */
  *portGroups(): Iterable<RowEntry> {
    const { switches, routers } = this.#shape;
    let nth = 0;
    for (const s of range(0, switches)) {
      const members = new Map<number, string[]>();
      for (const p of range(...this.#plan.portsOf(s))) {
        const policy = this.#plan.policyOf(p)!;
        const names = members.get(policy);
        if (names === undefined) members.set(policy, [`port-${p}`]);
        else names.push(`port-${p}`);
      }
      for (const [policy, names] of members) {
        const name = `${1 + routers + s}_${this.#plan.policy(policy).group}`;
        yield [this.#plan.uuid("Port_Group", nth++), { ports: ["set", names], name }];
      }
    }
  }

  *addressSets(constant: ReadonlyMap<string, Row>): Iterable<RowEntry> {
    for (const entry of constant) if (entry[1]["name"] === "svc_monitor_mac") yield entry;
    for (const i of range(0, this.#shape.acls)) {
      const row = { name: this.#plan.policy(i).addressSet, addresses: ["set", this.#plan.allowedBy(i)] as const };
      yield [this.#plan.uuid("Address_Set", i), row];
    }
  }

  *loadBalancers(): Iterable<RowEntry> {
    const group = reference(this.#plan.uuid("Logical_DP_Group", 2));
    for (const i of range(0, this.#shape.loadBalancers)) {
      const { name, vip, backends } = this.#plan.service(i);
      const own = { name, vips: stringMap({ [vip]: backends }), ls_datapath_group: group };
      yield [this.#plan.uuid("Load_Balancer", i), { ...this.#template.loadBalancer, ...own }];
    }
  }

  *flows(): Iterable<RowEntry> {
    const { switches, routers, ports, acls, loadBalancers } = this.#shape;
    let nth = 0;
    const entry = (row: Row): RowEntry => [this.#plan.uuid("Logical_Flow", nth++), row];
    for (const flow of this.#templatesOf("datapath")) {
      for (const [own, group] of this.#placesOf(flow)) yield entry(flow.write({}, own, group));
    }
    for (const s of range(0, switches)) {
      const link = this.#plan.link(s)?.words;
      if (link !== undefined) yield* this.#flowsOf("link", s, { link }, entry);
    }
    for (const p of range(0, ports)) {
      const { words: port, switch: s } = this.#plan.port(p);
      const link = routers === 0 ? undefined : this.#linkOf(s);
      yield* this.#flowsOf("port", s, link === undefined ? { port } : { port, link }, entry);
    }
    for (const i of range(0, acls)) yield* this.#flowsOfPolicy(i, entry);
    for (const i of range(0, loadBalancers)) {
      yield* this.#sharedFlows("service", { service: this.#plan.service(i).words }, entry);
    }
  }

  #lastLink: { readonly s: number; readonly words: readonly string[] } | undefined;

  #linkOf(s: number): readonly string[] {
    if (this.#lastLink?.s !== s) this.#lastLink = { s, words: this.#plan.link(s)!.words };
    return this.#lastLink.words;
  }

  #templatesOf(scope: FlowScope): readonly FlowTemplate[] {
    const { routers } = this.#shape;
    return this.#template.flows.filter(
      (flow) => flow.scope === scope && (routers > 0 || !flow.needsLink) && (this.#plan.isDual || !flow.isIpv6),
    );
  }

  *#flowsOf(
    scope: "port" | "link",
    s: number,
    words: Partial<FlowWords>,
    entry: (row: Row) => RowEntry,
  ): Iterable<RowEntry> {
    for (const flow of this.#perPort(scope)) {
      const datapath = flow.isSwitch ? this.#switch(s) : this.#router(s % this.#shape.routers);
      yield entry(flow.write(words, reference(datapath), NOTHING));
    }
  }

  readonly #known = new Map<FlowScope, readonly FlowTemplate[]>();

  #perPort(scope: FlowScope): readonly FlowTemplate[] {
    let templates = this.#known.get(scope);
    if (templates === undefined) this.#known.set(scope, (templates = this.#templatesOf(scope)));
    return templates;
  }

  *#sharedFlows(
    scope: "policy" | "service",
    words: Partial<FlowWords>,
    entry: (row: Row) => RowEntry,
  ): Iterable<RowEntry> {
    for (const flow of this.#perPort(scope)) {
      for (const [own, group] of this.#placesOf(flow)) yield entry(flow.write(words, own, group));
    }
  }

  /** Flows of several datapaths alike share one row and a group. */
  *#placesOf({ isSwitch }: FlowTemplate): Iterable<readonly [datapath: Cell, group: Cell]> {
    const { switches, routers } = this.#shape;
    const count = isSwitch ? switches : routers;
    if (count > 1) yield [NOTHING, reference(this.#plan.uuid("Logical_DP_Group", isSwitch ? 0 : 1))];
    else if (count === 1) yield [reference(isSwitch ? this.#switch(0) : this.#router(0)), NOTHING];
  }
}
