import type { Diagnostic, Southbound } from "@ovn-sim/model";
import type { Match } from "../openflow/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import type { ActionFault, ActionList } from "./actions/parsed.ts";
import type { MatchKnowledge } from "./expr/compile.ts";
import type { Expr } from "./expr/expr.ts";
import type { SymbolTable } from "./expr/symbol-table.ts";
import { createSymbolTable } from "./expr/tables.ts";

/** The actions of logical flows, and what they need of the packet as expressions: the same array for the same needs. */
export type ActionText = { readonly list: ActionList; readonly prerequisites: readonly Expr[] };

/** What is known about texts in one of the two meanings of port and protocol names. */
export type SharedLanguage = {
  readonly symbols: SymbolTable;
  readonly prerequisites: Map<string, readonly Expr[]>;
  readonly actions: Map<string, ActionText | ActionFault>;
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
  /** What was wrong with the address sets that were read. */
  readonly setNotes: Diagnostic[];
};

const vocabularies = new WeakMap<Southbound, Map<ReleaseProfile, Vocabulary>>();

export function vocabularyOf(southbound: Southbound, profile: ReleaseProfile): Vocabulary {
  let ofProfile = vocabularies.get(southbound);
  if (ofProfile === undefined) vocabularies.set(southbound, (ofProfile = new Map<ReleaseProfile, Vocabulary>()));
  let vocabulary = ofProfile.get(profile);
  if (vocabulary === undefined) {
    const language = (translated: boolean): SharedLanguage => ({
      symbols: createSymbolTable({ release: profile.release, patch: profile.patch, translated }),
      prerequisites: new Map(),
      actions: new Map(),
      matches: new Map(),
    });
    let translated: SharedLanguage | undefined;
    vocabulary = {
      plain: language(false),
      get translated() {
        return (translated ??= language(true));
      },
      bases: new Map(),
      setNotes: [],
    };
    ofProfile.set(profile, vocabulary);
  }
  return vocabulary;
}
