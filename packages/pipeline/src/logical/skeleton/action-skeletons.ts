import type { ParsedLogicalActions } from "../actions/parse-actions.ts";
import type { ActionList } from "../actions/parsed.ts";
import type { Expr } from "../expr/expr.ts";
import { cutText, fillSkeleton, type Literals, sentinelsOf, type Skeleton, SkeletonList } from "./skeleton.ts";

/** Actions of a skeleton, parsed with two sets of literals in the place of a text's own. */
export type SampleActions = {
  readonly lists: readonly [ActionList, ActionList];
  readonly literals: readonly [Literals, Literals];
  readonly prerequisites: readonly Expr[];
  /** Where the key of each name goes among the words. */
  readonly namePlaces: readonly number[];
};

type Entry = {
  readonly skeleton: Skeleton;
  /** Absent when its texts must be parsed one by one. */
  readonly samples: SampleActions | undefined;
};

export type ActionReader = {
  readonly parse: (text: string) => ParsedLogicalActions;
  /** The expressions that a list needs: the same array for the same needs. */
  readonly prerequisitesOf: (list: ActionList) => readonly Expr[];
};

/**
 * The skeletons of a snapshot's actions. Only what is assigned is a literal (`place = literal;`): the parser and
 * the lowering ask nothing of it but its width, which its kind decides.
 */
export class ActionSkeletons {
  readonly #entries = new SkeletonList<Entry>();

  find(text: string): { readonly samples: SampleActions; readonly literals: Literals } | undefined {
    const found = this.#entries.find(text);
    return found?.entry.samples && { samples: found.entry.samples, literals: found.literals };
  }

  /** Takes up the skeleton of a text that had none; only the next text of it profits. */
  learn(text: string, own: ActionList, reader: ActionReader): void {
    if (this.#entries.find(text) !== undefined) return;
    const skeleton = cutText(text, (before, after) => before.endsWith("= ") && after.startsWith(";"));
    if (skeleton !== undefined) this.#entries.add({ skeleton, samples: samplesOf(skeleton, own, reader) });
  }
}

function samplesOf(skeleton: Skeleton, own: ActionList, reader: ActionReader): SampleActions | undefined {
  const literals = sentinelsOf(skeleton);
  if (literals === undefined) return undefined;
  const [one, other] = literals.map((sentinels) => reader.parse(fillSkeleton(skeleton, sentinels)));
  if (one?.ok !== true || other?.ok !== true) return undefined;
  const prerequisites = reader.prerequisitesOf(own);
  const isSame = [one.value, other.value].every((list) => reader.prerequisitesOf(list) === prerequisites);
  const namePlaces = skeleton.places.filter((_, i) => skeleton.kinds[i] === "name");
  return isSame ? { lists: [one.value, other.value], literals, prerequisites, namePlaces } : undefined;
}
