import type { LocalDatapath, TunnelType } from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { output, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { datapathToVni, encapsulate, INPORT_TO_GENEVE, outportToGeneve } from "./encapsulation.ts";
import { createMatchForm, type MatchForm } from "./match-form.ts";
import { routesOrNote } from "./remote-tunnels.ts";
import { zonesOfDatapath } from "./zones.ts";

/**
 * The flows of the plain ports of one datapath that are on other chassis, and of which this one has nothing but their row:
 * nearly all flows of a large cluster. Those of one port differ from those of another in its key, its row and the tunnels
 * to its chassis alone, so what they share is made once. It is what `lowerPort` makes of such a port.
 */
export class PortsElsewhere {
  readonly #context: PhysicalContext;
  readonly #datapath: LocalDatapath;
  /** Ports that this chassis knows by name, see {@link findNamed}. */
  readonly #named: Uint8Array;
  readonly #own: number;
  readonly #encapCount: number;
  readonly #fromPort: MatchForm;
  readonly #toPort: readonly MatchForm[];
  readonly #zoneLookup: readonly Action[];
  readonly #vni: Action;
  /** By the numbers of a chassis and an Encap. */
  readonly #ways = new Map<number, Way>();

  private constructor(context: PhysicalContext, datapath: LocalDatapath, named: Uint8Array) {
    const { view, book } = context;
    this.#context = context;
    this.#datapath = datapath;
    this.#named = named;
    this.#own = book.numberOfChassis(view.chassis);
    this.#encapCount = view.cluster.southbound.tables.Encap.count;
    this.#fromPort = createMatchForm((port) => context.matchInport(datapath.key, port).build());
    this.#toPort = view.encapIps.map((_, encapId) =>
      createMatchForm((port) => context.matchOutportByEncap(datapath.key, port, encapId).build()),
    );
    this.#zoneLookup = zonesOfDatapath(context, datapath.datapath).lookup;
    this.#vni = datapathToVni(datapath.key);
  }

  /** Undefined where ports elsewhere are reached in other ways: by the physical network, or by tunnel ports that flows address. */
  static on(context: PhysicalContext, datapath: LocalDatapath, named: Uint8Array): PortsElsewhere | undefined {
    const { encapIps, usesFlowTunnels } = context.view;
    const isUsual = datapath.localnet === undefined && !usesFlowTunnels && encapIps.length > 0;
    return isUsual ? new PortsElsewhere(context, datapath, named) : undefined;
  }

  /** Adds the flows of ports from a place among `numbers` on, as far as they are of this kind; gives the place of the first other one. */
  lower(numbers: readonly number[], from: number): number {
    const context = this.#context;
    const datapath = this.#datapath;
    const named = this.#named;
    const { book, flows, later, tunnelled } = context;
    const { plain, keys, sources, cookies } = book;
    const { ctZoneLookup, remoteOutput } = context.tables;
    const fromPort = this.#fromPort;
    const toPort = this.#toPort;
    const zoneLookup = this.#zoneLookup;
    const vni = this.#vni;
    const onward = resubmit(context.afterRemoteOutput);
    for (let at = from; at < numbers.length; at++) {
      const number = numbers[at]!;
      if (plain[number] === 0 || named[number] === 1) return at;
      const way = this.#wayTo(number);
      if (later !== undefined) {
        later.zoneLookups.add(datapath, number);
        if (way !== NOWHERE) later.outputs.add(datapath, number);
        continue;
      }
      const port = keys[number]!;
      const origin = sources[number]!;
      const cookie = cookies[number]!;
      const match = fromPort(port);
      flows.push({ table: ctZoneLookup, priority: 100, match, actions: zoneLookup, cookie, origin });
      if (way === NOWHERE) continue;
      tunnelled.push(number);
      const outport = outportToGeneve(port);
      for (let encapId = 0; encapId < toPort.length; encapId++) {
        const out = way.outputs[encapId]!;
        const type = way.types[encapId]!;
        // Geneve's, which is nearly every flow of a large cluster, is spelled out: V8 grows what is spread piece by piece.
        const actions =
          type === "geneve"
            ? [vni, outport, INPORT_TO_GENEVE, out, onward]
            : [...encapsulate(type, datapath.key, port, false), out, onward];
        flows.push({ table: remoteOutput, priority: 100, match: toPort[encapId]!(port), actions, cookie, origin });
      }
    }
    return numbers.length;
  }

  /** The way to a port's chassis. */
  #wayTo(number: number): Way {
    const { book } = this.#context;
    const home = book.homes[number]!;
    if (home < 0 || home === this.#own) return NOWHERE;
    const encap = book.encaps[number]!;
    const key = home * (this.#encapCount + 1) + encap + 1;
    let way = this.#ways.get(key);
    if (way === undefined) this.#ways.set(key, (way = this.#findWay(number, home, encap)));
    return way;
  }

  #findWay(number: number, home: number, encap: number): Way {
    const { book } = this.#context;
    const chassis = book.chassisOf(home);
    const [route] = chassis === undefined ? [] : routesOrNote(this.#context, number, chassis, book.ipOf(encap));
    if (route === undefined) return NOWHERE;
    const tunnels = route.byEncapId.map(({ tunnel }) => tunnel);
    return { types: tunnels.map(({ type }) => type), outputs: tunnels.map(({ ofport }) => output(ofport)) };
  }
}

/** Of the tunnels that are taken to an address of a chassis, by encap id, what flows have. */
type Way = { readonly types: readonly TunnelType[]; readonly outputs: readonly Action[] };

const NOWHERE: Way = { types: [], outputs: [] };

/** Marks the ports that a chassis knows by name: with an interface, a patch port or a conntrack zone of its own. */
export function findNamed({ view, book }: PhysicalContext): Uint8Array {
  const named = new Uint8Array(book.rows.count);
  for (const names of [view.interfaces, view.patchOfports, view.zones]) {
    for (const name of names.keys()) {
      const number = book.numberNamed(name);
      if (number >= 0) named[number] = 1;
    }
  }
  return named;
}
