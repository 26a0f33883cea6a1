import { createDiagnostic, type Diagnostic, type Place, type Southbound } from "@ovn-sim/model";
import type { ChassisView } from "../chassis/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import type { OptionTable, ParseEnvironment } from "./actions/action-parser.ts";
import { parseLogicalActions } from "./actions/parse-actions.ts";
import type { ActionList } from "./actions/parsed.ts";
import type { AnchoredFlows } from "./anchored-flows.ts";
import type { FlowRow, FlowSource } from "./flow-rows.ts";
import { readAddressSet } from "./expr/address-set.ts";
import { createMatchCompiler, type MatchCompiler, type MatchSite } from "./expr/compile.ts";
import type { Expr } from "./expr/expr.ts";
import type { MatchList } from "./expr/matches.ts";
import { parseExpr } from "./expr/parser.ts";
import type { SymbolTable } from "./expr/symbol-table.ts";
import { FIELDS, type Match, MatchBuilder } from "../openflow/index.ts";
import type { SampleActions } from "./skeleton/action-skeletons.ts";
import type { Literals } from "./skeleton/skeleton.ts";
import { expandTemplates, templateVariables } from "./template.ts";
import { type ActionText, createVocabulary, type SharedLanguage, type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** The actions of a logical flow: parsed, the same text being the same object, or samples with the literals of this one. */
export type FlowActions = ActionText | SampledText;

export type SampledText = { readonly kind: "sampled"; readonly samples: SampleActions; readonly literals: Literals };

/** A logical flow with its texts read. */
export type FlowText = {
  readonly actions: FlowActions;
  /** What the actions need of the packet: the same array for the same needs. */
  readonly prerequisites: readonly Expr[];
  readonly match: string;
  readonly compiler: MatchCompiler;
};

/** The texts of logical flows. Each distinct text is parsed once. */
export type FlowTexts = {
  /** Every row of Logical_Flow. */
  readonly flows: readonly FlowSource[];
  readonly symbols: SymbolTable;
  /** Absent when the text is faulty or a template variable has no value; that is reported once for each text. */
  textOf(flow: FlowRow): FlowText | undefined;
  /** The actions of a flow parsed by themselves, where samples do not do. */
  parsedActionsOf(flow: FlowRow): ActionText | undefined;
  matchesOf(flow: FlowRow, text: FlowText, site: MatchSite): MatchList | undefined;
  /** The match on a datapath by its tunnel key: one object for each key. */
  baseOf(datapathKey: number): Match;
  /** What is in the vocabulary by this key, made if it is not there yet: the same for every chassis. */
  anchored(key: number, make: () => AnchoredFlows): AnchoredFlows;
};

export type FlowTextOptions = {
  readonly view: ChassisView;
  readonly profile: ReleaseProfile;
  readonly usesTemplates: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
};

/** One of the two meanings of port and protocol names, the packet's or its connection's, as one chassis uses it. */
type Language = SharedLanguage & { readonly compiler: MatchCompiler };

export function createFlowTexts({ view, profile, usesTemplates, report }: FlowTextOptions): FlowTexts {
  const { southbound } = view.cluster;
  const vocabulary = usesTemplates ? vocabularyOf(southbound, profile) : createVocabulary(southbound, profile, false);
  for (const note of vocabulary.setNotes) report(note);
  const plain = createLanguage(view, vocabulary, "plain", report);
  let translated: Language | undefined;
  const languageOf = (flow: FlowRow): Language => {
    if (!flow.isTranslated) return plain;
    return (translated ??= createLanguage(view, vocabulary, "translated", report));
  };
  const environment: ParseEnvironment = {
    version: profile,
    features: logicalFeaturesOf(profile),
    symbols: plain.symbols,
    dhcpOptions: optionTable(southbound, "DHCP_Options"),
    dhcpv6Options: optionTable(southbound, "DHCPv6_Options"),
  };
  const variables = templateVariables(southbound, view.name);
  const reported = new Set<string>();

  const placeOf = (flow: FlowRow, column: string, character?: number): Place => {
    const place = { file: southbound.file, table: "Logical_Flow", row: flow.origin.uuid, column };
    return character === undefined ? place : { ...place, character };
  };
  const expand = (flow: FlowRow, column: "match" | "actions", text: string): string | undefined => {
    const expanded = expandTemplates(text, variables);
    if (expanded.ok) return expanded.text;
    const message = `template variable ^${expanded.variable} has no value on ${view.name}: ovn-controller leaves the flow out`;
    reportOnce(`${column} ${text}`, createDiagnostic("OVN4504", placeOf(flow, column), message));
    return undefined;
  };
  const reportOnce = (key: string, diagnostic: Diagnostic): void => {
    if (reported.has(key)) return;
    reported.add(key);
    report(diagnostic);
  };

  const parsedOf = (flow: FlowRow, language: Language, text: string): ActionText | undefined => {
    let known = language.actions.get(text);
    if (known === undefined) {
      const parsed = parse(text);
      if (parsed.ok) {
        const prerequisites = prerequisitesOf(language, parsed.value);
        known = { kind: "parsed", list: parsed.value, prerequisites };
        language.actionSkeletons?.learn(text, parsed.value, {
          parse,
          prerequisitesOf: (list) => prerequisitesOf(language, list),
        });
      } else {
        known = parsed.fault;
      }
      language.actions.set(text, known);
    }
    if ("list" in known) return known;
    const place = placeOf(flow, "actions", known.start);
    reportOnce(`actions ${text}`, createDiagnostic("OVN4501", place, `${known.message} in: ${text.slice(0, 200)}`));
    return undefined;
  };
  const parse = (text: string) => parseLogicalActions(text, environment);

  const actionsOf = (flow: FlowRow, language: Language): FlowActions | undefined => {
    if (flow.read !== undefined) return flow.read;
    const text = expand(flow, "actions", flow.actions);
    if (text === undefined) return undefined;
    const sampled = language.actionSkeletons?.find(text);
    const actions: FlowActions | undefined =
      sampled === undefined ? parsedOf(flow, language, text) : { kind: "sampled", ...sampled };
    if (text === flow.actions) flow.read = actions;
    return actions;
  };

  return {
    get flows() {
      return vocabulary.flows;
    },
    symbols: plain.symbols,
    textOf: (flow) => {
      const match = expand(flow, "match", flow.match);
      if (match === undefined) return undefined;
      const language = languageOf(flow);
      const actions = actionsOf(flow, language);
      if (actions === undefined) return undefined;
      const { prerequisites } = actions.kind === "parsed" ? actions : actions.samples;
      return { actions, prerequisites, match, compiler: language.compiler };
    },
    parsedActionsOf: (flow) => {
      const text = expand(flow, "actions", flow.actions);
      return text === undefined ? undefined : parsedOf(flow, languageOf(flow), text);
    },
    matchesOf: (flow, { match, compiler }, site) => {
      const compiled = compiler.compile(match, site);
      const problems = compiled.ok ? compiled.notes : compiled.errors.map(tellRefusal);
      for (const problem of problems) {
        reportOnce(`match ${match}`, { ...problem, place: { ...placeOf(flow, "match"), ...problem.place } });
      }
      return compiled.ok ? compiled.value : undefined;
    },
    anchored: (key, make) => {
      let anchored = vocabulary.anchored.get(key);
      if (anchored === undefined) vocabulary.anchored.set(key, (anchored = make()));
      return anchored;
    },
    baseOf: (datapathKey) => {
      let base = vocabulary.bases.get(datapathKey);
      if (base === undefined) {
        base = new MatchBuilder().set(FIELDS.metadata, datapathKey).build();
        vocabulary.bases.set(datapathKey, base);
      }
      return base;
    },
  };
}

/** What breaks the rules of the language is no loss of ours: ovn-controller logs it and installs nothing for it either. */
function tellRefusal(fault: Diagnostic): Diagnostic {
  if (fault.code === "OVN4017") return fault;
  const message = `ovn-controller refuses this match, so no flow comes of it: ${fault.message}`;
  return createDiagnostic("OVN4511", fault.place, message, fault.hint);
}

function prerequisitesOf({ symbols, prerequisites }: SharedLanguage, list: ActionList): readonly Expr[] {
  const key = list.prerequisites.join("\n");
  const known = prerequisites.get(key);
  if (known !== undefined) return known;
  const exprs = list.prerequisites.map((text) => {
    const parsed = parseExpr(text, { table: symbols });
    if (!parsed.ok) throw new Error(`prerequisite ${text}: ${parsed.errors[0].message}`);
    return parsed.value;
  });
  prerequisites.set(key, exprs);
  return exprs;
}

function createLanguage(
  view: ChassisView,
  vocabulary: Vocabulary,
  meaning: "plain" | "translated",
  report: (diagnostic: Diagnostic) => void,
): Language {
  const { southbound } = view.cluster;
  const shared = vocabulary[meaning];
  const compiler = createMatchCompiler({
    table: shared.symbols,
    knowledge: shared.matches,
    addressSet: (name) => {
      const row = southbound.addressSetByName.get(name);
      if (row === undefined) return undefined;
      const place = { file: southbound.file, table: "Address_Set", row: row.uuid, column: "addresses" };
      const { members, notes } = readAddressSet(row.addresses, place);
      if (meaning === "plain") {
        for (const note of notes) report(note);
        vocabulary.setNotes.push(...notes);
      }
      return members;
    },
    portGroup: (name, datapathKey) => {
      const row = southbound.portGroupByName.get(`${datapathKey}_${name}`);
      return row?.ports.filter((port) => view.relatedPorts.has(port));
    },
  });
  return { ...shared, compiler };
}

function optionTable({ tables }: Southbound, name: "DHCP_Options" | "DHCPv6_Options"): OptionTable {
  return new Map([...tables[name].values()].map((row) => [row.name, row]));
}
