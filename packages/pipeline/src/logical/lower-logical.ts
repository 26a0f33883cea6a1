import { createDiagnostic, type Diagnostic, type LogicalFlow, type Uuid } from "@ovn-sim/model";
import {
  type ChassisView,
  createReadingOrder,
  isChassisResident,
  type LocalDatapath,
  type PortBook,
  portBook,
} from "../chassis/index.ts";
import type { Flow, Group, Meter } from "../openflow/flow.ts";
import { FIELDS } from "../openflow/field-table.ts";
import type { Match } from "../openflow/match.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { logicalTableOf, type ReleaseProfile, tableKey } from "../release/index.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import { type AnchorMeaning, AnchoredFlows } from "./anchored-flows.ts";
import { countLocalFlows } from "./count-local-flows.ts";
import { DesiredFlows } from "./desired-flows.ts";
import type { MatchSite } from "./expr/compile.ts";
import type { Expr } from "./expr/expr.ts";
import type { MatchTerm } from "./expr/matches.ts";
import { createExtensionNumbers, type NumberedExtensions } from "./extension-numbers.ts";
import { lowerFdb } from "./fdb-flows.ts";
import { type FlowRow, FlowSource } from "./flow-rows.ts";
import { createFlowTexts, type FlowText, type FlowTexts } from "./flow-texts.ts";
import { lowerHairpins } from "./hairpin-flows.ts";
import { ActionLowering } from "./lower-actions.ts";
import { lowerMacBindings } from "./mac-binding-flows.ts";
import { ASSUMED_CAPABILITIES, readCapabilities, readNorthdOptions } from "./northd-options.ts";
import { lowerPortSecurity } from "./port-security-flows.ts";
import type { RowContext } from "./row-context.ts";

export type LogicalResult = {
  readonly flows: readonly Flow[];
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
  readonly diagnostics: readonly Diagnostic[];
};

export type LogicalOptions = {
  /**
   * Whether texts that only differ in addresses and port names are compiled by a template of what they have in common.
   * The flows are the same without, and take several times as long: it is there for the tests. Default: true.
   */
  readonly usesTemplates?: boolean;
};

/**
 * The flows that ovn-controller makes of Logical_Flow and of the tables beside it: bindings of MAC
 * addresses, forwarding entries, port security and load balancers (ovn-architecture(7), "Architectural
 * Physical Life Cycle of a Packet"; ovn-sb(5), Logical_Flow).
 */
export function lowerLogical(
  view: ChassisView,
  profile: ReleaseProfile = view.profile,
  { usesTemplates = true }: LogicalOptions = {},
): LogicalResult {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const lowering = new LogicalLowering({ view, profile, usesTemplates, keepsRows: true, report });
  const { numbers } = lowering;
  const flows = lowering.createFlows();
  lowering.addTo(flows, lowering.sources);
  lowerRows({ view, profile, flows, report, options: lowering.options });
  return { flows: flows.list(), groups: numbers.groups, meters: numbers.meters, diagnostics };
}

/** The tables beside Logical_Flow. */
function lowerRows(rows: RowContext): void {
  lowerMacBindings(rows);
  lowerFdb(rows);
  lowerPortSecurity(rows);
  lowerHairpins(rows);
}

/** The flows of {@link lowerLogical}, those of logical flows when they are asked for. */
export type LogicalOnDemand = {
  /** The flows that come of other tables than Logical_Flow. */
  readonly flows: readonly Flow[];
  /**
   * Flows that come of Logical_Flow for one OpenFlow table and datapath, among which are all that select the packet, in the
   * order that they have among all; the same array for packets that need the same. Every flow of a logical flow matches its
   * datapath, so no packet of another needs them.
   */
  flowsFor(table: number, datapathKey: number, key: Int32Array): readonly Flow[];
  /** What was found so far: the lists grow as flows are asked for. Numbers are given as they are needed. */
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Makes the flows that a packet needs when it comes to a table of a datapath: most packets need few. */
export function lowerLogicalOnDemand(view: ChassisView, profile: ReleaseProfile = view.profile): LogicalOnDemand {
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  const report = (diagnostic: Diagnostic): void => {
    // A logical flow that several packets need is compiled for each.
    const text = JSON.stringify(diagnostic);
    if (!told.has(text)) diagnostics.push(diagnostic);
    told.add(text);
  };
  const lowering = new LogicalLowering({ view, profile, usesTemplates: true, keepsRows: false, report });
  const rows = lowering.createFlows();
  lowerRows({ view, profile, flows: rows, report, options: lowering.options });
  const { southbound } = view.cluster;
  const uuids = new Map([...view.localDatapaths].map(([uuid, { key }]) => [key, uuid]));
  const made = new Map<readonly LogicalFlow[], readonly Flow[]>();
  const sort = (table: number, datapath: Uuid): AnchoredFlows => {
    const place = logicalTableOf(table, profile);
    const flows = place === undefined ? [] : southbound.flowsIn(datapath, place.pipeline === "ingress", place.tableId);
    return new AnchoredFlows(flows, lowering.meaningOn(datapath));
  };
  /** By number of the OpenFlow table. */
  const sorted = new Map<number, (AnchoredFlows | undefined)[]>();
  return {
    flows: rows.list(),
    flowsFor: (table, datapathKey, key) => {
      const datapath = uuids.get(datapathKey);
      if (datapath === undefined) return NO_FLOWS;
      let tables = sorted.get(datapathKey);
      if (tables === undefined) sorted.set(datapathKey, (tables = []));
      const anchored = (tables[table] ??= lowering.anchored(tableKey(datapathKey, table), () => sort(table, datapath)));
      const needed = anchored.among(key);
      let flows = made.get(needed);
      if (flows === undefined) made.set(needed, (flows = lowering.flowsOf(needed, datapath)));
      return flows;
    },
    groups: lowering.numbers.groups,
    meters: lowering.numbers.meters,
    diagnostics,
  };
}

const NO_FLOWS: readonly Flow[] = [];

/** What a local datapath is to the flows on it. */
type Site = {
  readonly datapath: LocalDatapath;
  /** By the needs of the actions: what the match compiler asks. */
  readonly matchSites: Map<readonly Expr[], MatchSite>;
  readonly portKey: (name: string) => number | undefined;
  readonly base: Match;
  /** Whether source NAT has a zone of its own (`snat-ct-zone`). */
  readonly hasSnatZone: boolean;
  /** Tunnel keys of the ports whose flows matter on this chassis. */
  readonly relatedKeys: ReadonlySet<number>;
  /** Whether flows about remote VTEPs of an EVPN matter here. */
  readonly hasEvpnPorts: boolean;
};

/** Keys of remote VTEPs in an EVPN, which no row of Port_Binding stands for. */
const EVPN_KEY = 0x80000000;

type LoweringOptions = {
  readonly view: ChassisView;
  readonly profile: ReleaseProfile;
  readonly usesTemplates: boolean;
  /** Whether what is read of a row is kept for other chassis. */
  readonly keepsRows: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
};

class LogicalLowering {
  readonly numbers: NumberedExtensions;
  readonly options;
  readonly #readsLater: (uuid: string, than: string) => boolean;
  readonly #view: ChassisView;
  readonly #profile: ReleaseProfile;
  readonly #keepsRows: boolean;
  readonly #texts: FlowTexts;
  readonly #book: PortBook;
  readonly #actions: ActionLowering;
  readonly #sites = new Map<Uuid, Site>();
  readonly #residents = new Map<string, boolean>();
  readonly #builder = new MatchBuilder();
  #conjunctions = 0;

  constructor({ view, profile, usesTemplates, keepsRows, report }: LoweringOptions) {
    this.#keepsRows = keepsRows;
    const { southbound } = view.cluster;
    this.#readsLater = createReadingOrder(() => countLocalFlows(view));
    this.#view = view;
    this.#profile = profile;
    const texts = createFlowTexts({ view, profile, usesTemplates, report });
    this.#texts = texts;
    this.#book = portBook(view.cluster);
    this.numbers = createExtensionNumbers(southbound, report);
    this.options = readNorthdOptions(southbound, logicalFeaturesOf(profile));
    const capabilities = readCapabilities(view.chassis);
    if (capabilities === undefined) {
      const message = "what the datapath can do is not at hand: taken to be what a current Open vSwitch can";
      report(createDiagnostic("OVN4505", { chassis: view.name }, message, "add this chassis's Open_vSwitch database"));
    }
    const { numbers, options } = this;
    this.#actions = new ActionLowering({
      view,
      profile,
      texts,
      numbers,
      options,
      capabilities: capabilities ?? ASSUMED_CAPABILITIES,
      report,
    });
  }

  /** Every row of Logical_Flow. */
  get sources(): readonly FlowSource[] {
    return this.#texts.flows;
  }

  createFlows(): DesiredFlows {
    return new DesiredFlows(this.#readsLater);
  }

  /** Adds logical flows on each of their datapaths that is local. */
  addTo(flows: DesiredFlows, sources: readonly FlowSource[]): void {
    for (const source of sources) this.#add(flows, source, source.datapath);
  }

  /** The flows of logical flows on one of their datapaths alone. */
  flowsOf(rows: readonly LogicalFlow[], datapath: Uuid): readonly Flow[] {
    const flows = this.createFlows();
    const { southbound } = this.#view.cluster;
    for (const row of rows) this.#add(flows, new FlowSource(row, southbound), datapath);
    return flows.list();
  }

  anchored(key: number, make: () => AnchoredFlows): AnchoredFlows {
    return this.#texts.anchored(key, make);
  }

  /** What the beginnings of matches mean on a datapath. */
  meaningOn(datapath: Uuid): AnchorMeaning {
    const portKey = this.#site(datapath)?.portKey ?? (() => undefined);
    return { symbols: this.#texts.symbols, portKey };
  }

  #add(flows: DesiredFlows, source: FlowSource, datapath: Uuid | undefined): void {
    const { group } = source;
    const count = datapath === undefined ? group.length : 1;
    let row: FlowRow | undefined;
    let text: FlowText | undefined;
    for (let i = 0; i < count; i++) {
      const site = this.#site(datapath ?? group[i]!);
      if (site === undefined) continue;
      row ??= this.#keepsRows ? source.row : source.readOnce();
      if (!this.#concerns(row, site)) continue;
      text ??= this.#texts.textOf(row);
      if (text === undefined) return;
      this.#addTerms(flows, row, text, site);
    }
  }

  /** A flow about one port, as northd tags it, is left out where that port does not matter. */
  #concerns({ port: name }: FlowRow, site: Site): boolean {
    if (name === undefined) return true;
    const port = this.#book.numberNamed(name);
    return port >= 0 && isRelatedKey(site, this.#book.keys[port]!);
  }

  #addTerms(flows: DesiredFlows, flow: FlowRow, text: FlowText, site: Site): void {
    const list = this.#texts.matchesOf(flow, text, this.#matchSite(site, text.prerequisites));
    if (list === undefined || list.terms.length === 0) return;
    const { pipeline, stage, priority, origin, cookie } = flow;
    const { logicalIngress, logicalEgress } = this.#profile.tables;
    const table = (pipeline === "ingress" ? logicalIngress : logicalEgress) + stage;
    const actions = this.#actions.lower(flow, text.actions, site);
    if (actions === undefined) return;
    const offset = this.#conjunctions;
    this.#conjunctions += list.conjunctions;
    const portWord = (pipeline === "ingress" ? FIELDS.reg14 : FIELDS.reg15).word;
    for (const term of list.terms) {
      if (site.datapath.isSwitch && !isLocalTerm(term, portWord, site)) continue;
      if (term.parts.length > 0) {
        const parts = term.parts.map((part) => ({ ...part, id: part.id + offset }));
        flows.addParts(table, priority, term.match, parts, origin);
      } else {
        const match = term.conjId === 0 ? term.match : this.#withConjunction(term.match, term.conjId + offset);
        flows.add(table, priority, match, actions, origin, cookie);
      }
    }
  }

  #withConjunction(match: Match, id: number): Match {
    return this.#builder.reset().add(match).set(FIELDS.conj_id, id).build();
  }

  #site(uuid: Uuid): Site | undefined {
    const known = this.#sites.get(uuid);
    if (known !== undefined) return known;
    const datapath = this.#view.localDatapaths.get(uuid);
    if (datapath === undefined) return undefined;
    const { southbound } = this.#view.cluster;
    const groups = new Map(southbound.groupsOf(uuid).map((group) => [group.name, group.tunnel_key]));
    const book = this.#book;
    const number = book.numberOfDatapath(uuid);
    const ownKey = (name: string): number | undefined => {
      const port = book.numberNamed(name);
      return port >= 0 && book.datapaths[port] === number ? book.keys[port] : undefined;
    };
    const relatedKeys = new Set<number>();
    for (const name of this.#view.relatedPorts) {
      const key = ownKey(name);
      if (key !== undefined) relatedKeys.add(key);
    }
    const site: Site = {
      datapath,
      matchSites: new Map(),
      portKey: (name) => (name === "none" ? 0 : (ownKey(name) ?? groups.get(name))),
      hasSnatZone: datapath.datapath.row.external_ids.has("snat-ct-zone"),
      base: this.#texts.baseOf(datapath.key),
      relatedKeys,
      hasEvpnPorts: logicalFeaturesOf(this.#profile).evpnPortsLocal,
    };
    this.#sites.set(uuid, site);
    return site;
  }

  #matchSite(site: Site, prerequisites: readonly Expr[]): MatchSite {
    let matchSite = site.matchSites.get(prerequisites);
    if (matchSite === undefined) {
      const { base, portKey: lookupPort } = site;
      const isResident = (port: string) => this.#isResident(port);
      matchSite = { datapathKey: site.datapath.key, lookupPort, isResident, base, prerequisites };
      site.matchSites.set(prerequisites, matchSite);
    }
    return matchSite;
  }

  #isResident(port: string): boolean {
    let known = this.#residents.get(port);
    if (known === undefined) this.#residents.set(port, (known = isChassisResident(this.#view, port)));
    return known;
  }
}

function isRelatedKey(site: Site, key: number): boolean {
  return (key >= EVPN_KEY && site.hasEvpnPorts) || site.relatedKeys.has(key);
}

/** Whether a flow that asks for one port of a switch asks for one that matters here. */
function isLocalTerm({ match }: MatchTerm, portWord: number, site: Site): boolean {
  const at = match.shape.words.indexOf(portWord);
  const key = at < 0 ? 0 : match.values[at]!;
  return key === 0 || isRelatedKey(site, key);
}
