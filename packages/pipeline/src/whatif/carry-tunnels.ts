import {
  type ClusterChassis,
  type DatabaseEdit,
  type Datum,
  formatTunnelId,
  type IntegrationBridge,
  type TunnelPort,
} from "@ovn-sim/model";
import { commonTunnelType, isTunnelWanted } from "../chassis/index.ts";
import type { CarryContext } from "./context.ts";
import { madeUpUuid } from "./databases.ts";

type Wanted = {
  readonly id: string;
  readonly remote: ClusterChassis;
  readonly type: string;
  readonly remoteIp: string;
  readonly localIp: string;
  readonly options: ReadonlyMap<string, string>;
};

/**
 * Gives every chassis whose database is at hand the tunnel ports to and from one chassis that the Southbound asks for
 * now, as the ovn-controllers do: those that stay keep their OpenFlow ports, new ones get the next numbers.
 */
export function carryTunnels(context: CarryContext, changed: ClusterChassis): void {
  for (const chassis of context.cluster.chassis.values()) {
    const bridge = chassis.ovs?.integrationBridge;
    if (chassis.isRemote) continue;
    if (bridge === undefined) {
      if (chassis.ovs !== undefined)
        context.log.notCarried(`${chassis.name} has no integration bridge for its tunnels`);
      continue;
    }
    if (context.profile.physical.flowBasedTunnels && chassis.flowBasedTunnels)
      carryFlowTunnels(context, chassis, bridge);
    else carryPairs(context, chassis, bridge, changed);
  }
}

/** One port carries every tunnel of a type, so only a type that comes or goes would change the ports. */
function carryFlowTunnels({ log }: CarryContext, chassis: ClusterChassis, bridge: IntegrationBridge): void {
  const present = new Set(bridge.tunnels.filter(({ id }) => id.kind === "flow").map(({ type }) => type));
  const wanted = new Set(chassis.encaps.map(({ type }) => type));
  const odd = [...new Set([...present, ...wanted])].filter((type) => !present.has(type) || !wanted.has(type));
  if (odd.length > 0) log.notCarried(`the flow-based tunnel ports of ${chassis.name} for ${odd.join(", ")}`);
}

function carryPairs(
  { working, log, cluster }: CarryContext,
  chassis: ClusterChassis,
  bridge: IntegrationBridge,
  changed: ClusterChassis,
): void {
  const others = chassis === changed ? [...cluster.chassis.values()].filter((one) => one !== chassis) : [changed];
  const names = new Set(others.map(({ name }) => name));
  const wanted = new Map(others.flatMap((remote) => wantedTunnels(chassis, remote)).map((one) => [one.id, one]));
  const edits: DatabaseEdit[] = [];
  const gone = new Set<string>();
  let retyped = 0;
  for (const tunnel of bridge.tunnels) {
    if (tunnel.id.kind === "flow" || !names.has(tunnel.id.chassis)) continue;
    const id = formatTunnelId(tunnel.id);
    const found = wanted.get(id) ?? legacyMatch(wanted, id, tunnel);
    if (found === undefined) {
      gone.add(tunnel.port.uuid);
      edits.push({ kind: "remove", table: "Port", row: tunnel.port.uuid });
      edits.push({ kind: "remove", table: "Interface", row: tunnel.interface.uuid });
      continue;
    }
    wanted.delete(found.id);
    if (found.type === tunnel.type) continue;
    retyped++;
    edits.push({ kind: "cell", table: "Interface", row: tunnel.interface.uuid, column: "type", datum: found.type });
  }
  const added = addPorts(chassis, bridge, [...wanted.values()]);
  edits.push(...added.edits);
  if (edits.length === 0) return;
  const ports = [...bridge.row.ports.filter((uuid) => !gone.has(uuid)), ...added.ports];
  edits.push({ kind: "cell", table: "Bridge", row: bridge.row.uuid, column: "ports", datum: ports });
  working.edit(chassis.ovs!.file, edits);
  if (gone.size > 0) log.carried(chassis.name, `${count(gone.size)} removed`);
  if (retyped > 0) log.carried(chassis.name, `${count(retyped)} changed to another type`);
  if (added.ports.length > 0)
    log.carried(
      chassis.name,
      `${count(added.ports.length)} added; OpenFlow ports ${added.numbers} are predicted, and which tunnel is taken where any will do`,
    );
}

const count = (ports: number): string => `${ports} tunnel port${ports === 1 ? " is" : "s are"}`;

/** Before 24.03 a tunnel's id did not name the local address; such a port is kept for the first pair that it fits. */
function legacyMatch(wanted: ReadonlyMap<string, Wanted>, id: string, tunnel: TunnelPort): Wanted | undefined {
  if (tunnel.id.kind === "flow" || tunnel.id.localIp !== undefined) return undefined;
  const localIp = tunnel.options.get("local_ip");
  return [...wanted.values()].find(
    (one) => one.id.startsWith(`${id}%`) && (localIp === undefined || one.localIp === localIp),
  );
}

/** One tunnel for each pair of addresses of the best type that two chassis have, where their zones let them. */
function wantedTunnels(chassis: ClusterChassis, remote: ClusterChassis): readonly Wanted[] {
  const type = commonTunnelType(chassis, remote);
  if (type === undefined || !isTunnelWanted(chassis, remote)) return [];
  const locals = chassis.encaps.filter((encap) => encap.type === type);
  return remote.encaps
    .filter((encap) => encap.type === type)
    .flatMap(({ ip: remoteIp, options: theirs }) =>
      locals.map(({ ip: localIp }) => {
        const options = new Map([
          ["key", "flow"],
          ["local_ip", localIp],
          ["remote_ip", remoteIp],
        ]);
        for (const name of ["csum", "dst_port"]) {
          const value = theirs.get(name);
          if (value !== undefined) options.set(name, value);
        }
        const id = formatTunnelId({ kind: "pair", chassis: remote.name, remoteIp, localIp });
        return { id, remote, type, remoteIp, localIp, options };
      }),
    );
}

/** The local port of a bridge has a number beyond all others, as have a few reserved ones. */
const RESERVED_FROM = 0xff00;
/** How much of a chassis's name is in the names of its tunnel ports, without and with an index. */
const STEM = { plain: 6, indexed: 5 } as const;

function addPorts(
  chassis: ClusterChassis,
  bridge: IntegrationBridge,
  wanted: readonly Wanted[],
): { readonly edits: readonly DatabaseEdit[]; readonly ports: readonly string[]; readonly numbers: string } {
  const index = chassis.ovs?.chassisIndex ?? "";
  const names = new Set(bridge.byName.keys());
  const used = [...bridge.byOfport.keys()].filter((ofport) => ofport < RESERVED_FROM);
  const first = Math.max(0, ...used) + 1;
  const edits: DatabaseEdit[] = [];
  const ports: string[] = [];
  for (const { id, remote, type, options } of wanted) {
    const stem = `ovn${index}-${remote.name.slice(0, index === "" ? STEM.plain : STEM.indexed)}-`;
    let number = 0;
    while (names.has(stem + number.toString(16))) number++;
    const name = stem + number.toString(16);
    names.add(name);
    const port = madeUpUuid("Port", chassis.name, id);
    const row = madeUpUuid("Interface", chassis.name, id);
    const isVtep = remote.row.other_config.get("is-vtep") === "true";
    const interfaceColumns: readonly (readonly [string, Datum])[] = [
      ["name", name],
      ["type", type],
      ["options", options],
      ["ofport", first + ports.length],
      ["other_config", new Map(isVtep ? [["is-vtep", "true"]] : [])],
    ];
    edits.push({ kind: "insert", table: "Interface", row, columns: new Map(interfaceColumns) });
    const portColumns: readonly (readonly [string, Datum])[] = [
      ["name", name],
      ["interfaces", [row]],
      ["external_ids", new Map([["ovn-chassis-id", id]])],
    ];
    edits.push({ kind: "insert", table: "Port", row: port, columns: new Map(portColumns) });
    ports.push(port);
  }
  const last = first + ports.length - 1;
  return { edits, ports, numbers: first === last ? `${first}` : `${first} to ${last}` };
}
