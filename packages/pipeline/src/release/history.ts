import { KNOWN_RELEASES } from "./profile.ts";
import type { Release } from "./tables.ts";

/** An OVN release with its patch level: 26.03.1 is patch 1. */
export type Version = { readonly release: Release; readonly patch: number };

/**
 * When a change came: the first patch that has it, by release. Releases before those named do not
 * have it, later ones have it from the start. A patch that was never published stands for never.
 */
export type FirstPatches = Partial<Readonly<Record<Release, number>>>;

/** Whether a version has a change. */
export function isSince(first: FirstPatches, { release, patch }: Version): boolean {
  const named = first[release];
  if (named !== undefined) return patch >= named;
  const at = KNOWN_RELEASES.indexOf(release);
  return KNOWN_RELEASES.slice(0, at).some((earlier) => first[earlier] !== undefined);
}

/** How OVN reduces matches, where versions differ in it. */
export type Dialect = {
  /**
   * What `!=` becomes. `prefixes`: one alternative for each bit, which also fixes the bits above it, so
   * that no two overlap. `bits`: each alternative looks at one bit alone.
   */
  readonly inequality: "prefixes" | "bits";
};

const INEQUALITY_BY_PREFIXES: FirstPatches = { "24.03": 7, "24.09": 4, "25.03": 2, "25.09": 1 };

export function dialectOf(version: Version): Dialect {
  return { inequality: isSince(INEQUALITY_BY_PREFIXES, version) ? "prefixes" : "bits" };
}
