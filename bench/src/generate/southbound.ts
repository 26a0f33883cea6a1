import { type Addresses, formatIp4, formatIp6, formatMac, linkWords, portWords } from "./addresses.ts";
import { createRandom, createUuids } from "./random.ts";
import { NOTHING, reference, references, type Row, stringMap, TableBuilder, type Tables } from "./rows.ts";
import type { Shape } from "./shape.ts";
import type { SouthboundTemplate } from "./template.ts";

export type PlannedChassis = { readonly name: string; readonly index: number; readonly vteps: readonly string[] };
export type PlannedPort = { readonly name: string; readonly chassis: PlannedChassis; readonly vtep: number };
export type PlannedLink = {
  readonly switchPort: string;
  readonly routerPort: string;
  readonly router: string;
  readonly words: readonly string[];
};

/** A generated Southbound and what its chassis' own databases must agree with. */
export type GeneratedSouthbound = {
  readonly tables: Tables;
  readonly chassis: readonly PlannedChassis[];
  readonly ports: readonly PlannedPort[];
  /** Names of the logical switches and routers. */
  readonly datapaths: readonly string[];
};

const VTEP_NETWORKS = (172 << 24) | (16 << 16);
const FIRST_TUNNEL_KEY_OF_VIFS = 2;

/** Writes the Southbound of a shape, its rows and texts as the template has them. */
export function generateSouthbound(template: SouthboundTemplate, shape: Shape): GeneratedSouthbound {
  const random = createRandom(shape.seed);
  const builder = new TableBuilder(createUuids(random));
  for (const [table, rows] of template.constant) for (const [uuid, row] of rows) builder.add(table, row, uuid);
  const chassis = addChassis(builder, template, shape);
  const routers = addDatapaths(builder, shape.routers, "router", template.routerDatapath, 1);
  const switches = addDatapaths(builder, shape.switches, "switch", template.switchDatapath, 1 + shape.routers);
  const flows = new FlowWriter(builder, template, switches.uuids, routers.uuids);
  const ports: PlannedPort[] = [];
  const perSwitch = Math.ceil(shape.ports / shape.switches);
  const hostBits = Math.max(8, Math.ceil(Math.log2(perSwitch + 3)));

  for (let s = 0; s < shape.switches; s++) {
    const datapath = switches.uuids[s]!;
    const network = ((10 << 24) | (s << hostBits)) >>> 0;
    const network6 = `fd20:${(s + 1).toString(16)}`;
    const link = shape.routers === 0 ? undefined : planLink(s, s % shape.routers, network, hostBits, network6);
    const linkUuid = link && addLink(builder, template, link, datapath, routers.uuids[s % shape.routers]!, s);
    if (link !== undefined) flows.addLink(s, s % shape.routers, link.words);
    const vifs: string[] = [];
    for (let p = s * perSwitch; p < Math.min((s + 1) * perSwitch, shape.ports); p++) {
      const home = chassis[(shape.placement === "node" ? s : p) % chassis.length]!;
      const port: PlannedPort = { name: `port-${p}`, chassis: home.plan, vtep: random() % shape.vteps };
      const host = p - s * perSwitch + 2;
      const addresses = { mac: formatMac(0x0a58, p), ip4: network + host, network6, host6: host };
      const vif = portRow(template.port, port, addresses, datapath, FIRST_TUNNEL_KEY_OF_VIFS + vifs.length);
      vifs.push(
        builder.add("Port_Binding", {
          ...vif,
          chassis: reference(home.uuid),
          encap: shape.vteps === 1 ? NOTHING : reference(home.encaps[port.vtep]!),
        }),
      );
      flows.addPort(s, s % Math.max(1, shape.routers), portWords(port.name, addresses), link?.words);
      ports.push(port);
    }
    const members = linkUuid === undefined ? vifs : [linkUuid, ...vifs];
    builder.add("Multicast_Group", {
      ...template.floodGroup,
      datapath: reference(datapath),
      ports: references(members),
    });
    builder.add("Multicast_Group", {
      ...template.floodL2Group,
      datapath: reference(datapath),
      ports: references(vifs),
    });
    builder.add("IP_Multicast", { ...template.multicastSettings, datapath: reference(datapath) });
  }
  flows.addDatapaths();
  return {
    tables: builder.tables,
    chassis: chassis.map(({ plan }) => plan),
    ports,
    datapaths: [...routers.names, ...switches.names],
  };
}

type AddedChassis = { readonly plan: PlannedChassis; readonly uuid: string; readonly encaps: readonly string[] };

function addChassis(builder: TableBuilder, template: SouthboundTemplate, shape: Shape): readonly AddedChassis[] {
  return Array.from({ length: shape.chassis }, (_, index) => {
    const name = `node-${index}`;
    const vteps = Array.from({ length: shape.vteps }, (__, v) => formatIp4(VTEP_NETWORKS + (v << 16) + index + 1));
    const encaps = vteps.map((ip) => builder.add("Encap", { ...template.encap, chassis_name: name, ip }));
    const uuid = builder.add("Chassis", {
      ...template.chassis,
      name,
      hostname: name,
      encaps: references(encaps),
    });
    builder.add("Chassis_Private", { ...template.chassisPrivate, name, chassis: reference(uuid) });
    return { plan: { name, index, vteps }, uuid, encaps };
  });
}

type AddedDatapaths = { readonly uuids: readonly string[]; readonly names: readonly string[] };

function addDatapaths(
  builder: TableBuilder,
  count: number,
  kind: "switch" | "router",
  model: Row,
  firstKey: number,
): AddedDatapaths {
  const names = Array.from({ length: count }, (_, i) => `${kind}-${i}`);
  const uuids = names.map((name, i) => {
    const northbound = builder.newUuid();
    return builder.add("Datapath_Binding", {
      ...model,
      tunnel_key: firstKey + i,
      nb_uuid: reference(northbound),
      external_ids: stringMap({ [`logical-${kind}`]: northbound, name }),
    });
  });
  return { uuids, names };
}

type FullLink = PlannedLink & { readonly mac: string };

function planLink(s: number, r: number, network: number, hostBits: number, network6: string): FullLink {
  const switchPort = `switch-${s}-to-router-${r}`;
  const routerPort = `router-${r}-to-switch-${s}`;
  const addresses = { mac: formatMac(0x0a59, s), ip4: network + 1, prefixBits: 32 - hostBits, network6, host6: 1 };
  const words = linkWords(switchPort, routerPort, addresses);
  const mac = `${addresses.mac} ${formatIp4(addresses.ip4)}/${addresses.prefixBits} ${formatIp6(addresses)}/64`;
  return { switchPort, routerPort, router: `router-${r}`, words, mac };
}

/** Adds both ends of a link; gives the UUID of the switch's. */
function addLink(
  builder: TableBuilder,
  template: SouthboundTemplate,
  { switchPort, routerPort, mac }: FullLink,
  switchUuid: string,
  routerUuid: string,
  nth: number,
): string {
  builder.add("Port_Binding", {
    ...template.routerPort,
    logical_port: routerPort,
    datapath: reference(routerUuid),
    mac,
    tunnel_key: nth + 1,
    options: stringMap({ peer: switchPort }),
  });
  return builder.add("Port_Binding", {
    ...template.switchPort,
    logical_port: switchPort,
    datapath: reference(switchUuid),
    tunnel_key: 1,
    options: stringMap({ peer: routerPort }),
  });
}

function portRow(model: Row, { name }: PlannedPort, addresses: Addresses, datapath: string, key: number): Row {
  const mac = `${addresses.mac} ${formatIp4(addresses.ip4)} ${formatIp6(addresses)}`;
  return { ...model, logical_port: name, datapath: reference(datapath), mac, tunnel_key: key };
}

/** Writes logical flows for ports, links and datapaths. */
class FlowWriter {
  readonly #builder: TableBuilder;
  readonly #template: SouthboundTemplate;
  readonly #switches: readonly string[];
  readonly #routers: readonly string[];

  constructor(
    builder: TableBuilder,
    template: SouthboundTemplate,
    switches: readonly string[],
    routers: readonly string[],
  ) {
    this.#builder = builder;
    this.#template = template;
    this.#switches = switches;
    this.#routers = routers;
  }

  addPort(s: number, r: number, port: readonly string[], link: readonly string[] | undefined): void {
    const words = [...port, ...(link ?? [])];
    for (const flow of this.#template.flows) {
      if (flow.scope !== "port" || (flow.needsLink && link === undefined)) continue;
      this.#add(flow.write(words), flow.isSwitch ? this.#switches[s]! : this.#routers[r]!);
    }
  }

  addLink(s: number, r: number, link: readonly string[]): void {
    const unused = Array.from({ length: portWords("", NO_ADDRESSES).length }, () => "");
    for (const flow of this.#template.flows) {
      if (flow.scope !== "link") continue;
      this.#add(flow.write([...unused, ...link]), flow.isSwitch ? this.#switches[s]! : this.#routers[r]!);
    }
  }

  /** The flows of whole datapaths; those of several alike share one row and a group. */
  addDatapaths(): void {
    const group = (uuids: readonly string[]): string | undefined =>
      uuids.length < 2 ? undefined : this.#builder.add("Logical_DP_Group", { datapaths: references(uuids) });
    const switchGroup = group(this.#switches);
    const routerGroup = group(this.#routers);
    for (const flow of this.#template.flows) {
      if (flow.scope !== "datapath") continue;
      const uuids = flow.isSwitch ? this.#switches : this.#routers;
      const shared = flow.isSwitch ? switchGroup : routerGroup;
      if (shared === undefined) for (const uuid of uuids) this.#add(flow.write([]), uuid);
      else {
        this.#builder.add("Logical_Flow", {
          ...flow.write([]),
          logical_datapath: NOTHING,
          logical_dp_group: reference(shared),
        });
      }
    }
  }

  #add(row: Row, datapath: string): void {
    this.#builder.add("Logical_Flow", { ...row, logical_datapath: reference(datapath), logical_dp_group: NOTHING });
  }
}

const NO_ADDRESSES: Addresses = { mac: "", ip4: 0, network6: "", host6: 0 };
