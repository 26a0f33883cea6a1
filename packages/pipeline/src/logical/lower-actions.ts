import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { ChassisView, LocalDatapath } from "../chassis/index.ts";
import type { Action } from "../openflow/action.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import type { ExtensionNumbers, LowerContext, NorthdOptions, Pipeline, SwitchCapabilities } from "./actions/context.ts";
import { DNAT_ZONE, SNAT_ZONE } from "./actions/emit.ts";
import { type ActionList, lowerActions } from "./actions/parsed.ts";
import type { FlowRow } from "./flow-rows.ts";
import type { FlowActions, FlowTexts, SampledText } from "./flow-texts.ts";
import { type ActionTemplate, createActionTemplate } from "./skeleton/action-template.ts";
import type { SampleActions } from "./skeleton/action-skeletons.ts";
import type { ActionText } from "./vocabulary.ts";

/** What a datapath is to the actions of its flows. */
export type ActionSite = {
  readonly datapath: LocalDatapath;
  readonly portKey: (name: string) => number | undefined;
  /** Whether source NAT has a zone of its own (`snat-ct-zone`). */
  readonly hasSnatZone: boolean;
};

export type ActionLoweringOptions = {
  readonly view: ChassisView;
  readonly profile: ReleaseProfile;
  readonly texts: FlowTexts;
  readonly numbers: ExtensionNumbers;
  readonly options: NorthdOptions;
  readonly capabilities: SwitchCapabilities;
  readonly report: (diagnostic: Diagnostic) => void;
};

/** What of a flow and its datapath decides how the same actions are lowered, but for what is theirs alone. */
type Variant = {
  readonly pipeline: Pipeline;
  readonly table: number;
  readonly isSwitch: boolean;
  readonly hasSnatZone: boolean;
  readonly controllerMeter: number | undefined;
};

/** What is the flow's or the datapath's alone. */
type Own = Pick<
  LowerContext,
  "datapathKey" | "uuid" | "numbers" | "portKey" | "isLocalPort" | "tunnelOfport" | "refuse"
>;

/** Lowers the actions of logical flows, the same ones once for each kind of datapath and table. */
export class ActionLowering {
  readonly #options: ActionLoweringOptions;
  /** Lowered actions that are the same on every datapath of a kind. */
  readonly #lowered = new Map<ActionText, Map<number, readonly Action[]>>();
  /** Templates of samples; `undefined` where the actions must be lowered one by one. */
  readonly #templates = new Map<SampleActions, Map<number, ActionTemplate | undefined>>();
  readonly #collectorSets: ReadonlySet<number>;

  constructor(options: ActionLoweringOptions) {
    this.#options = options;
    this.#collectorSets = collectorSets(options.view);
  }

  /** The actions of a flow on a datapath; undefined when something of them cannot be lowered. */
  lower(flow: FlowRow, actions: FlowActions, site: ActionSite): readonly Action[] | undefined {
    const { isSwitch } = site.datapath;
    const { hasSnatZone } = site;
    const { pipeline, stage: table } = flow;
    const meterName = flow.meter;
    const controllerMeter = meterName === undefined ? undefined : this.#options.numbers.meter(meterName);
    const kind = (pipeline === "ingress" ? 1 : 0) | (isSwitch ? 2 : 0) | (hasSnatZone ? 4 : 0);
    const number = ((controllerMeter ?? 0) * 256 + table) * 8 + kind;
    if (actions.kind === "sampled") {
      const byVariant = mapOf(this.#templates, actions.samples);
      let template = byVariant.get(number);
      if (template === undefined && !byVariant.has(number)) {
        template = this.#createTemplate(actions.samples, { pipeline, table, isSwitch, hasSnatZone, controllerMeter });
        byVariant.set(number, template);
      }
      if (template !== undefined) return fill(template, actions, site);
    }
    const text = actions.kind === "parsed" ? actions : this.#options.texts.parsedActionsOf(flow);
    if (text === undefined) return undefined;
    const byVariant = mapOf(this.#lowered, text);
    const known = byVariant.get(number);
    if (known !== undefined) return known;
    const variant = { pipeline, table, isSwitch, hasSnatZone, controllerMeter };
    const { isGeneral, lowered } = this.#lowerList(flow, text.list, site, variant);
    if (isGeneral && lowered !== undefined) byVariant.set(number, lowered);
    return lowered;
  }

  #lowerList(
    flow: FlowRow,
    { actions }: ActionList,
    site: ActionSite,
    variant: Variant,
  ): { readonly isGeneral: boolean; readonly lowered: readonly Action[] | undefined } {
    const { view, report, numbers } = this.#options;
    const refusals: string[] = [];
    let isGeneral = true;
    /** Wraps an answer that is this datapath's or flow's alone. */
    const own = <T>(answer: T): T => {
      isGeneral = false;
      return answer;
    };
    const context = this.#contextOf(variant, {
      get datapathKey() {
        return own(site.datapath.key);
      },
      get uuid() {
        return own(flow.origin.uuid);
      },
      numbers,
      portKey: (name) => own(site.portKey(name)),
      isLocalPort: (name) => view.interfaces.has(name),
      tunnelOfport: (name) => own(this.#tunnelOfport(site, name)),
      refuse: (reason) => void refusals.push(reason),
    });
    const lowered = lowerActions(actions, context);
    if (refusals.length === 0) return { isGeneral, lowered };
    const place = {
      file: view.cluster.southbound.file,
      table: "Logical_Flow",
      row: flow.origin.uuid,
      column: "actions",
    };
    report(createDiagnostic("OVN4502", place, `${refusals.join("; ")}: the flow is left out`));
    return { isGeneral, lowered: undefined };
  }

  /** Lowers both samples; there is no template when they ask for anything but the keys of their ports. */
  #createTemplate({ lists, literals, namePlaces }: SampleActions, variant: Variant): ActionTemplate | undefined {
    let isOwn = false;
    const lowered = lists.map(({ actions }, i) => {
      const { names, words } = literals[i]!;
      /** Notes that an answer is asked for that no sample can give. */
      const own = <T>(answer: T): T => {
        isOwn = true;
        return answer;
      };
      const context = this.#contextOf(variant, {
        get datapathKey() {
          return own(0);
        },
        get uuid() {
          return own("");
        },
        numbers: { group: () => own(0), meter: () => own(0), rateMeter: () => own(0) },
        portKey: (name) => {
          const at = names.indexOf(name);
          return at < 0 ? own(undefined) : words[namePlaces[at]!];
        },
        isLocalPort: () => own(false),
        tunnelOfport: () => own(undefined),
        refuse: () => own(undefined),
      });
      return lowerActions(actions, context);
    });
    return isOwn ? undefined : createActionTemplate([lowered[0]!, lowered[1]!], literals);
  }

  #contextOf({ pipeline, table, isSwitch, hasSnatZone, controllerMeter }: Variant, own: Own): LowerContext {
    const { profile, options, capabilities } = this.#options;
    const { saveInport, largePacketDetect } = profile.tables;
    return {
      profile,
      features: logicalFeaturesOf(profile),
      options,
      capabilities,
      pipeline,
      table,
      isSwitch,
      get datapathKey() {
        return own.datapathKey;
      },
      get uuid() {
        return own.uuid;
      },
      outputTable: pipeline === "ingress" ? largePacketDetect : saveInport,
      controllerMeter,
      commonNatZone: hasSnatZone ? SNAT_ZONE : DNAT_ZONE,
      numbers: own.numbers,
      portKey: own.portKey,
      isLocalPort: own.isLocalPort,
      tunnelOfport: own.tunnelOfport,
      hasCollectorSet: (id) => this.#collectorSets.has(id),
      refuse: own.refuse,
    };
  }

  #tunnelOfport({ datapath }: ActionSite, name: string): number | undefined {
    const { view } = this.#options;
    const port = view.cluster.port(name);
    if (port?.chassis === undefined || port.row.datapath !== datapath.datapath.row.uuid) return undefined;
    return view.tunnelsTo.get(port.chassis.name)?.[0]?.ofport;
  }
}

/** The template's actions with the text's literals; a port that is not there has key 0, as in an assignment. */
function fill(template: ActionTemplate, { samples, literals }: SampledText, site: ActionSite): readonly Action[] {
  const { namePlaces } = samples;
  for (let i = 0; i < namePlaces.length; i++) literals.words[namePlaces[i]!] = site.portKey(literals.names[i]!) ?? 0;
  return template(literals.words);
}

function mapOf<K, V>(maps: Map<K, Map<number, V>>, key: K): Map<number, V> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map<number, V>()));
  return map;
}

function collectorSets({ chassis: { ovs } }: ChassisView): ReadonlySet<number> {
  const bridge = ovs?.integrationBridge?.row.uuid;
  const sets = [...(ovs?.tables.Flow_Sample_Collector_Set.values() ?? [])];
  return new Set(sets.filter((set) => set.bridge === bridge).map((set) => set.id));
}
