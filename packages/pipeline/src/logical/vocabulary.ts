import type { Diagnostic, Southbound } from "@ovn-sim/model";
import type { Match } from "../openflow/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import type { AnchoredFlows } from "./anchored-flows.ts";
import type { ActionFault, ActionList } from "./actions/parsed.ts";
import type { MatchKnowledge } from "./expr/compile.ts";
import type { Expr } from "./expr/expr.ts";
import type { SymbolTable } from "./expr/symbol-table.ts";
import { createSymbolTable } from "./expr/tables.ts";
import { FlowSource } from "./flow-rows.ts";
import { ActionSkeletons } from "./skeleton/action-skeletons.ts";
import { MatchTemplates } from "./skeleton/match-templates.ts";

/** The actions of logical flows, and what they need of the packet as expressions: the same array for the same needs. */
export type ActionText = {
  readonly kind: "parsed";
  readonly list: ActionList;
  readonly prerequisites: readonly Expr[];
};

/** What is known about texts in one of the two meanings of port and protocol names. */
export type SharedLanguage = {
  readonly symbols: SymbolTable;
  readonly prerequisites: Map<string, readonly Expr[]>;
  readonly actions: Map<string, ActionText | ActionFault>;
  /** What is known about actions that only differ in their literals; absent: every text is parsed. */
  readonly actionSkeletons: ActionSkeletons | undefined;
  readonly matches: MatchKnowledge;
};

/**
 * What holds for every chassis of a snapshot: compiling a second chassis parses next to nothing again. It
 * lives as long as the Southbound that it is about.
 */
export type Vocabulary = {
  readonly plain: SharedLanguage;
  readonly translated: SharedLanguage;
  readonly bases: Map<number, Match>;
  /** The logical flows of a table of a datapath, as single packets need them, by {@link tableKey}. */
  readonly anchored: Map<number, AnchoredFlows>;
  /** Every row of Logical_Flow, in the order of the file; read as far as chassis asked for. */
  readonly flows: readonly FlowSource[];
  /** What was wrong with the address sets that were read. */
  readonly setNotes: Diagnostic[];
};

const vocabularies = new WeakMap<Southbound, Map<ReleaseProfile, Vocabulary>>();

export function vocabularyOf(southbound: Southbound, profile: ReleaseProfile): Vocabulary {
  let ofProfile = vocabularies.get(southbound);
  if (ofProfile === undefined) vocabularies.set(southbound, (ofProfile = new Map<ReleaseProfile, Vocabulary>()));
  let vocabulary = ofProfile.get(profile);
  if (vocabulary === undefined) ofProfile.set(profile, (vocabulary = createVocabulary(southbound, profile, true)));
  return vocabulary;
}

/** A vocabulary that nobody else knows. */
export function createVocabulary(
  southbound: Southbound,
  { release, patch }: ReleaseProfile,
  usesTemplates: boolean,
): Vocabulary {
  const language = (translated: boolean): SharedLanguage => {
    const symbols = createSymbolTable({ release, patch, translated });
    return {
      symbols,
      prerequisites: new Map(),
      actions: new Map(),
      actionSkeletons: usesTemplates ? new ActionSkeletons() : undefined,
      matches: usesTemplates ? { texts: new Map(), templates: new MatchTemplates(symbols) } : { texts: new Map() },
    };
  };
  let translated: SharedLanguage | undefined;
  let flows: readonly FlowSource[] | undefined;
  return {
    plain: language(false),
    get translated() {
      return (translated ??= language(true));
    },
    bases: new Map(),
    anchored: new Map(),
    get flows() {
      return (flows ??= Array.from(southbound.tables.Logical_Flow.values(), (row) => new FlowSource(row, southbound)));
    },
    setNotes: [],
  };
}
