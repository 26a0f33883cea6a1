import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import { PHYSICAL_BY_RELEASE, type PhysicalFeatures } from "./features.ts";
import { PATCHES_BY_RELEASE } from "./patches.ts";
import { REGISTERS_BY_RELEASE, type Registers } from "./registers.ts";
import { type Release, TABLES_BY_RELEASE, type Tables } from "./tables.ts";

/** Everything about flows that differs by OVN release. */
export type ReleaseProfile = {
  readonly release: Release;
  /** The patch level; the newest known one when only `X.Y` was given. */
  readonly patch: number;
  readonly tables: Tables;
  readonly registers: Registers;
  readonly physical: PhysicalFeatures;
};

export const KNOWN_RELEASES = Object.keys(TABLES_BY_RELEASE) as readonly Release[];

/** Above any real patch level: every change within the release is in. */
const NEWEST_PATCH = 99;

/** By release and patch, so that it stays small whatever it is asked for. */
const cache = new Map<string, ReleaseProfile>();

/**
 * The profile of an OVN release: `X.Y`, `X.Y.Z`, or what SB_Global's `northd_internal_version` says
 * (`26.03.1-21.8.0-82.14`). The same release and patch give the same object.
 */
export function profileFor(version: string): Parsed<ReleaseProfile> {
  const found = /^(\d+\.\d+)(?:\.(\d+))?(?:-.*)?$/.exec(version);
  const release = KNOWN_RELEASES.find((candidate) => candidate === found?.[1]);
  if (found === null || release === undefined) {
    return {
      ok: false,
      errors: [
        createDiagnostic(
          "OVN5001",
          {},
          `no profile for OVN release ${JSON.stringify(version.slice(0, 40))}: expected one of ${KNOWN_RELEASES.join(", ")}`,
          "name the release that the cluster runs, or the nearest known one",
        ),
      ],
    };
  }
  const patch = found[2] === undefined ? NEWEST_PATCH : Math.min(Number(found[2]), NEWEST_PATCH);
  const key = `${release}.${patch}`;
  const profile = cache.get(key) ?? createProfile(release, patch);
  cache.set(key, profile);
  return { ok: true, value: profile, notes: [] };
}

function createProfile(release: Release, patch: number): ReleaseProfile {
  let physical: PhysicalFeatures = PHYSICAL_BY_RELEASE[release];
  let registers: Registers = REGISTERS_BY_RELEASE[release];
  for (const step of PATCHES_BY_RELEASE[release]) {
    if (patch >= step.before) continue;
    physical = { ...physical, ...step.physical };
    registers = { ...registers, ...step.registers };
  }
  return { release, patch, tables: TABLES_BY_RELEASE[release], registers, physical };
}
