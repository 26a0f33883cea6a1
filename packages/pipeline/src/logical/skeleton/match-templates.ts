import { BudgetExceeded } from "../expr/budget.ts";
import type { MatchSite } from "../expr/compile.ts";
import type { Expr } from "../expr/expr.ts";
import type { MatchList } from "../expr/matches.ts";
import type { SymbolTable } from "../expr/symbol-table.ts";
import {
  createMatchTemplate,
  fillTemplate,
  findUses,
  type MatchTemplate,
  type TemplateInput,
  type Use,
} from "./match-template.ts";
import { cutText, type Literals, type Skeleton, SkeletonList } from "./skeleton.ts";

/** A skeleton with the templates that it has so far, or none ever. */
type Entry = {
  readonly skeleton: Skeleton;
  /** How each name is used, in the order of names, and where its word is; undefined: every text goes the long way. */
  names: readonly { readonly use: Use; readonly place: number }[] | undefined;
  readonly templates: MatchTemplate[];
};

/** How many templates a skeleton may need before its texts are taken to have nothing in common. */
const MOST_TEMPLATES = 16;
/** The answers about residence of more names do not fit into a number. */
const MOST_NAMES = 30;

/**
 * Compiles the texts of a snapshot that differ in nothing but addresses and port names by one template each. What
 * it makes of a text is what the passes make of it; `slow` says that only they can.
 */
export class MatchTemplates {
  readonly #table: SymbolTable;
  readonly #byPrerequisites = new Map<readonly Expr[], SkeletonList<Entry>>();

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  compile(text: string, prerequisites: readonly Expr[], site: MatchSite): MatchList | "slow" {
    let skeletons = this.#byPrerequisites.get(prerequisites);
    if (skeletons === undefined) this.#byPrerequisites.set(prerequisites, (skeletons = new SkeletonList()));
    const found = skeletons.find(text);
    return found === undefined ? "slow" : this.#compileBy(found.entry, found.literals, prerequisites, site);
  }

  /** Takes up the skeleton of a text that had none; only the next text of it profits. */
  learn(text: string, prerequisites: readonly Expr[]): void {
    const skeletons = this.#byPrerequisites.get(prerequisites);
    if (skeletons === undefined || skeletons.find(text) !== undefined) return;
    const skeleton = cutText(text, () => true);
    if (skeleton === undefined) return;
    const uses = findUses(skeleton, this.#table);
    const { kinds, places } = skeleton;
    const names = uses && kinds.flatMap((kind, i) => (kind === "name" ? [{ use: uses[i]!, place: places[i]! }] : []));
    const isKnown = names !== undefined && names.length <= MOST_NAMES;
    skeletons.add({ skeleton, names: isKnown ? names : undefined, templates: [] });
  }

  #compileBy(entry: Entry, literals: Literals, prerequisites: readonly Expr[], site: MatchSite): MatchList | "slow" {
    const { names, templates } = entry;
    if (names === undefined) return "slow";
    let residents = 0;
    for (let i = 0; i < names.length; i++) {
      const { use, place } = names[i]!;
      const name = literals.names[i]!;
      if (use === "resident") {
        if (site.isResident(name)) residents |= 1 << i;
        continue;
      }
      const key = site.lookupPort(name);
      if (key === undefined) return "slow";
      literals.words[place] = key;
    }
    const { base } = site;
    for (const template of templates) {
      if (template.residents === residents && template.base === base?.shape && hasKey(template, literals.words)) {
        return fillTemplate(template, literals.words, base);
      }
    }
    const { skeleton } = entry;
    const template = tryTemplate({ table: this.#table, skeleton, prerequisites, base, literals, residents });
    if (template === undefined || templates.length >= MOST_TEMPLATES) {
      entry.names = undefined;
      return "slow";
    }
    templates.push(template);
    return fillTemplate(template, literals.words, base);
  }
}

function hasKey({ keyMask, key }: MatchTemplate, words: readonly number[]): boolean {
  for (let i = 0; i < keyMask.length; i++) if ((words[i]! & keyMask[i]!) >>> 0 !== key[i]!) return false;
  return true;
}

function tryTemplate(input: TemplateInput): MatchTemplate | undefined {
  try {
    return createMatchTemplate(input);
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return undefined;
  }
}
