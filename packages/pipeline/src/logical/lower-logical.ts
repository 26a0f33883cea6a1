import { createDiagnostic, type Diagnostic, type LogicalFlow, type Uuid } from "@ovn-sim/model";
import { type ChassisView, createReadingOrder, isChassisResident, type LocalDatapath } from "../chassis/index.ts";
import type { Action } from "../openflow/action.ts";
import type { Flow, FlowOrigin, Group, Meter } from "../openflow/flow.ts";
import { FIELDS } from "../openflow/field-table.ts";
import type { Match } from "../openflow/match.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import type { LowerContext, Pipeline } from "./actions/context.ts";
import { DNAT_ZONE, SNAT_ZONE } from "./actions/emit.ts";
import { lowerActions } from "./actions/parsed.ts";
import { countLocalFlows } from "./count-local-flows.ts";
import { DesiredFlows } from "./desired-flows.ts";
import type { MatchSite } from "./expr/compile.ts";
import type { Expr } from "./expr/expr.ts";
import type { MatchTerm } from "./expr/matches.ts";
import { createExtensionNumbers, type NumberedExtensions } from "./extension-numbers.ts";
import { lowerFdb } from "./fdb-flows.ts";
import { type ActionText, createFlowTexts, type FlowText, type FlowTexts } from "./flow-texts.ts";
import { lowerHairpins } from "./hairpin-flows.ts";
import { lowerMacBindings } from "./mac-binding-flows.ts";
import { ASSUMED_CAPABILITIES, readCapabilities, readNorthdOptions } from "./northd-options.ts";
import { lowerPortSecurity } from "./port-security-flows.ts";

export type LogicalResult = {
  readonly flows: readonly Flow[];
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * The flows that ovn-controller makes of Logical_Flow and of the tables beside it: bindings of MAC
 * addresses, forwarding entries, port security and load balancers (ovn-architecture(7), "Architectural
 * Physical Life Cycle of a Packet"; ovn-sb(5), Logical_Flow).
 */
export function lowerLogical(view: ChassisView, profile: ReleaseProfile = view.profile): LogicalResult {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const lowering = new LogicalLowering(view, profile, report);
  for (const flow of view.cluster.southbound.tables.Logical_Flow.values()) lowering.add(flow);
  const { flows, numbers, options } = lowering;
  const rows = { view, profile, flows, report, options };
  lowerMacBindings(rows);
  lowerFdb(rows);
  lowerPortSecurity(rows);
  lowerHairpins(rows);
  return { flows: flows.list(), groups: numbers.groups, meters: numbers.meters, diagnostics };
}

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
};

/** Keys of remote VTEPs in an EVPN, which are on every chassis. */
const EVPN_KEY = 0x80000000;

class LogicalLowering {
  readonly flows: DesiredFlows;
  readonly numbers: NumberedExtensions;
  readonly options;
  readonly #view: ChassisView;
  readonly #profile: ReleaseProfile;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #texts: FlowTexts;
  readonly #capabilities;
  readonly #sites = new Map<Uuid, Site>();
  readonly #residents = new Map<string, boolean>();
  /** Lowered actions that are the same on every datapath of a kind. */
  readonly #lowered = new Map<ActionText, Map<number, readonly Action[]>>();
  readonly #collectorSets: ReadonlySet<number>;
  readonly #builder = new MatchBuilder();
  #conjunctions = 0;

  constructor(view: ChassisView, profile: ReleaseProfile, report: (diagnostic: Diagnostic) => void) {
    const { southbound } = view.cluster;
    this.flows = new DesiredFlows(createReadingOrder(() => countLocalFlows(view)));
    this.#view = view;
    this.#profile = profile;
    this.#report = report;
    this.#texts = createFlowTexts({ view, profile, report });
    this.numbers = createExtensionNumbers(southbound, report);
    this.options = readNorthdOptions(southbound, logicalFeaturesOf(profile));
    const capabilities = readCapabilities(view.chassis);
    if (capabilities === undefined) {
      const message = "what the datapath can do is not at hand: taken to be what a current Open vSwitch can";
      report(createDiagnostic("OVN4505", { chassis: view.name }, message, "add this chassis's Open_vSwitch database"));
    }
    this.#capabilities = capabilities ?? ASSUMED_CAPABILITIES;
    this.#collectorSets = collectorSets(view);
  }

  /** Adds a logical flow on each of its datapaths that is local. */
  add(flow: LogicalFlow): void {
    const { southbound } = this.#view.cluster;
    const own = flow.logical_datapath;
    const group = flow.logical_dp_group === undefined ? undefined : southbound.dpGroup(flow.logical_dp_group);
    const datapaths = own === undefined ? (group?.datapaths ?? []) : [own];
    let text: FlowText | undefined;
    for (const uuid of datapaths) {
      const site = this.#site(uuid);
      if (site === undefined || !this.#concerns(flow, site)) continue;
      text ??= this.#texts.textOf(flow);
      if (text === undefined) return;
      this.#addOn(flow, text, site);
    }
  }

  /** A flow about one port, as northd tags it, is left out where that port does not matter. */
  #concerns(flow: LogicalFlow, site: Site): boolean {
    const name = flow.tags.get("in_out_port");
    if (name === undefined) return true;
    const port = this.#view.cluster.southbound.portByName.get(name);
    return port !== undefined && isRelatedKey(site, port.tunnel_key);
  }

  #addOn(flow: LogicalFlow, text: FlowText, site: Site): void {
    const list = this.#texts.matchesOf(flow, text, this.#matchSite(site, text.actions.prerequisites));
    if (list === undefined || list.terms.length === 0) return;
    const pipeline: Pipeline = flow.pipeline === "ingress" ? "ingress" : "egress";
    const { logicalIngress, logicalEgress } = this.#profile.tables;
    const table = (pipeline === "ingress" ? logicalIngress : logicalEgress) + flow.table_id;
    const actions = this.#lower(flow, text.actions, site, pipeline);
    if (actions === undefined) return;
    const offset = this.#conjunctions;
    this.#conjunctions += list.conjunctions;
    const origin: FlowOrigin = { table: "Logical_Flow", uuid: flow.uuid };
    const portWord = (pipeline === "ingress" ? FIELDS.reg14 : FIELDS.reg15).word;
    for (const term of list.terms) {
      if (site.datapath.isSwitch && !isLocalTerm(term, portWord, site)) continue;
      if (term.parts.length > 0) {
        const parts = term.parts.map((part) => ({ ...part, id: part.id + offset }));
        this.flows.addParts(table, flow.priority, term.match, parts, origin);
      } else {
        const match = term.conjId === 0 ? term.match : this.#withConjunction(term.match, term.conjId + offset);
        this.flows.add(table, flow.priority, match, actions, origin);
      }
    }
  }

  #withConjunction(match: Match, id: number): Match {
    return this.#builder.reset().add(match).set(FIELDS.conj_id, id).build();
  }

  /** The actions of a flow on a datapath; undefined when something of them cannot be lowered. */
  #lower(flow: LogicalFlow, text: ActionText, site: Site, pipeline: Pipeline): readonly Action[] | undefined {
    const { isSwitch } = site.datapath;
    const { table_id: table, controller_meter: meterName } = flow;
    const controllerMeter = meterName === undefined ? undefined : this.numbers.meter(meterName);
    const kind = (pipeline === "ingress" ? 1 : 0) | (isSwitch ? 2 : 0) | (site.hasSnatZone ? 4 : 0);
    const variant = ((controllerMeter ?? 0) * 256 + table) * 8 + kind;
    const variants = this.#lowered.get(text);
    const known = variants?.get(variant);
    if (known !== undefined) return known;
    const refusals: string[] = [];
    let isGeneral = true;
    /** Wraps an answer that is this datapath's or flow's alone. */
    const own = <T>(answer: T): T => {
      isGeneral = false;
      return answer;
    };
    const { saveInport, largePacketDetect } = this.#profile.tables;
    const context: LowerContext = {
      profile: this.#profile,
      features: logicalFeaturesOf(this.#profile),
      options: this.options,
      capabilities: this.#capabilities,
      pipeline,
      table,
      isSwitch,
      get datapathKey() {
        return own(site.datapath.key);
      },
      get uuid() {
        return own(flow.uuid);
      },
      outputTable: pipeline === "ingress" ? largePacketDetect : saveInport,
      controllerMeter,
      commonNatZone: site.hasSnatZone ? SNAT_ZONE : DNAT_ZONE,
      numbers: this.numbers,
      portKey: (name) => own(site.portKey(name)),
      isLocalPort: (name) => this.#view.interfaces.has(name),
      tunnelOfport: (name) => own(this.#tunnelOfport(site, name)),
      hasCollectorSet: (id) => this.#collectorSets.has(id),
      refuse: (reason) => void refusals.push(reason),
    };
    const actions = lowerActions(text.list.actions, context);
    if (refusals.length > 0) {
      const place = {
        file: this.#view.cluster.southbound.file,
        table: "Logical_Flow",
        row: flow.uuid,
        column: "actions",
      };
      this.#report(createDiagnostic("OVN4502", place, `${refusals.join("; ")}: the flow is left out`));
      return undefined;
    }
    if (isGeneral) {
      if (variants === undefined) this.#lowered.set(text, new Map([[variant, actions]]));
      else variants.set(variant, actions);
    }
    return actions;
  }

  #tunnelOfport(site: Site, name: string): number | undefined {
    const port = this.#view.cluster.port(name);
    if (port?.chassis === undefined || port.row.datapath !== site.datapath.datapath.row.uuid) return undefined;
    return this.#view.tunnelsTo.get(port.chassis.name)?.[0]?.ofport;
  }

  #site(uuid: Uuid): Site | undefined {
    const known = this.#sites.get(uuid);
    if (known !== undefined) return known;
    const datapath = this.#view.localDatapaths.get(uuid);
    if (datapath === undefined) return undefined;
    const { southbound } = this.#view.cluster;
    const groups = new Map(southbound.groupsOf(uuid).map((group) => [group.name, group.tunnel_key]));
    const related = southbound.portsOf(uuid).filter((port) => this.#view.relatedPorts.has(port.logical_port));
    const site: Site = {
      datapath,
      matchSites: new Map(),
      portKey: (name) => {
        if (name === "none") return 0;
        const port = southbound.portByName.get(name);
        return port?.datapath === uuid ? port.tunnel_key : groups.get(name);
      },
      hasSnatZone: datapath.datapath.row.external_ids.has("snat-ct-zone"),
      base: this.#texts.baseOf(datapath.key),
      relatedKeys: new Set(related.map((port) => port.tunnel_key)),
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
  return key >= EVPN_KEY || site.relatedKeys.has(key);
}

/** Whether a flow that asks for one port of a switch asks for one that matters here. */
function isLocalTerm({ match }: MatchTerm, portWord: number, site: Site): boolean {
  const at = match.shape.words.indexOf(portWord);
  const key = at < 0 ? 0 : match.values[at]!;
  return key === 0 || isRelatedKey(site, key);
}

function collectorSets({ chassis: { ovs } }: ChassisView): ReadonlySet<number> {
  const bridge = ovs?.integrationBridge?.row.uuid;
  const sets = [...(ovs?.tables.Flow_Sample_Collector_Set.values() ?? [])];
  return new Set(sets.filter((set) => set.bridge === bridge).map((set) => set.id));
}
