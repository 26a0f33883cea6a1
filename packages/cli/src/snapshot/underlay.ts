import {
  type Diagnostic,
  type IpRoute,
  type IpRule,
  type Parsed,
  parseIpRoutes,
  parseIpRules,
  type Underlay,
} from "@ovn-sim/model";
import type { Snapshot } from "./load-snapshot.ts";
import { readText } from "./read-files.ts";

export type ReadUnderlays = {
  /** By the name of the chassis: of those that have a file of rules or routes. */
  readonly underlays: ReadonlyMap<string, Underlay>;
  readonly diagnostics: readonly Diagnostic[];
};

/** How the hosts route, as `ip rule` and `ip route show table all` told; several files of a kind are taken together. */
export function readUnderlays({ installed }: Snapshot): ReadUnderlays {
  const underlays = new Map<string, Underlay>();
  const diagnostics: Diagnostic[] = [];
  for (const [chassis, { rules = [], routes = [] }] of installed) {
    if (rules.length + routes.length === 0) continue;
    underlays.set(chassis, {
      rules: readAll<IpRule>(rules, parseIpRules, diagnostics),
      routes: readAll<IpRoute>(routes, parseIpRoutes, diagnostics),
    });
  }
  return { underlays, diagnostics };
}

type Parser<T> = (text: string, options: { readonly file: string }) => Parsed<readonly T[]>;

function readAll<T>(files: readonly string[], parse: Parser<T>, diagnostics: Diagnostic[]): readonly T[] {
  return files.flatMap((file) => {
    const read = readText(file);
    if ("error" in read) {
      diagnostics.push(read.error);
      return [];
    }
    const parsed = parse(read.text, { file });
    diagnostics.push(...(parsed.ok ? parsed.notes : parsed.errors));
    return parsed.ok ? parsed.value : [];
  });
}
