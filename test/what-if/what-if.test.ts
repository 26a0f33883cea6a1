import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCluster, type Database, editDatabase, formatTunnelId, readDatabase } from "@ovn-sim/model";
import { compareChassis, formatFlow, parseFlows, whatIf } from "@ovn-sim/pipeline";
import { parseUnset } from "@ovn-sim/model";
import { describe, expect, test } from "vitest";
import type { RecordedChange } from "./recorded-change.ts";

const HOME = fileURLToPath(new URL("recordings", import.meta.url));
const CHASSIS = ["kn-a", "kn-b", "kn-c"] as const;

function read(path: string): Database {
  const database = readDatabase(readFileSync(path), { file: path });
  if (!database.ok) throw new Error(path);
  return database.value;
}

function must<T>(
  parsed: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: unknown },
): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}

function before(release: string): readonly Database[] {
  const folder = join(HOME, release, "before");
  return [
    read(join(folder, "sb.backup.db")),
    read(join(folder, "nb.backup.db")),
    ...CHASSIS.map((name) => read(join(folder, name, "ovs.dump.json"))),
  ];
}

/** The lines of a dump without those that went, and with those that came. */
function changedFlows(release: string, chassis: string, { gone, come }: RecordedChange["flows"][string]): string {
  const lines = readFileSync(join(HOME, release, "before", chassis, "flows.txt"), "utf8").split("\n");
  for (const line of gone) {
    const at = lines.indexOf(line);
    if (at < 0) throw new Error(`not in the dump: ${line}`);
    lines.splice(at, 1);
  }
  return [...lines, ...come].join("\n");
}

/**
 * The databases with what chance gives to new tunnel ports and nothing tells beforehand: the numbers from ovs-vswitchd, and
 * their order among the bridge's ports, which is that of random UUIDs and decides where any tunnel will do.
 */
function withOfports(databases: readonly Database[], tunnels: RecordedChange["tunnels"]): readonly Database[] {
  const { chassis } = must(createCluster(databases));
  return databases.map((database) => {
    const owner = [...chassis.values()].find(({ ovs }) => ovs?.file === database.file);
    const bridge = owner?.ovs?.integrationBridge;
    if (bridge === undefined) return database;
    const real = tunnels[owner!.name]!;
    const ids = Object.keys(real);
    const ordered = bridge.tunnels.toSorted(
      (a, b) => ids.indexOf(formatTunnelId(a.id)) - ids.indexOf(formatTunnelId(b.id)),
    );
    const own = new Set(ordered.map(({ port }) => port.uuid));
    const ports = [...bridge.row.ports.filter((uuid) => !own.has(uuid)), ...own];
    return editDatabase(database, [
      { kind: "cell", table: "Bridge", row: bridge.row.uuid, column: "ports", datum: ports },
      ...ordered.map(({ id, interface: { uuid: row } }) => {
        return { kind: "cell", table: "Interface", row, column: "ofport", datum: real[formatTunnelId(id)] } as const;
      }),
    ]);
  });
}

describe.each(readdirSync(HOME))("changes of OVN %s", (release) => {
  const names = readdirSync(join(HOME, release))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length));
  const databases = before(release);

  test.each(names)("%s: what if is what real OVN made of it", (name) => {
    const recorded = JSON.parse(readFileSync(join(HOME, release, `${name}.json`), "utf8")) as RecordedChange;
    const unset = recorded.unset.map((text) => must(parseUnset(text)));
    const changed = must(whatIf(databases, [...recorded.set, ...unset]));
    const { southbound, chassis } = must(createCluster(changed.databases));

    const encaps = [...southbound.tables.Encap.values()].map(({ chassis_name, type, ip, options }) => ({
      chassis: chassis_name,
      type,
      ip,
      options: Object.fromEntries([...options].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }));
    expect(encaps.toSorted((a, b) => (`${a.ip} ${a.type}` < `${b.ip} ${b.type}` ? -1 : 1))).toEqual(recorded.encaps);

    const nameOf = (uuid: string): string => {
      const { type, ip } = southbound.tables.Encap.get(uuid)!;
      return `${type} ${ip}`;
    };
    const ports = [...southbound.tables.Port_Binding.values()].flatMap((row) => {
      const encap = row.encap === undefined ? [] : [nameOf(row.encap)];
      const additional = row.additional_encap.map(nameOf).toSorted();
      return encap.length + additional.length === 0 ? [] : [[row.logical_port, { encap, additional }] as const];
    });
    expect(Object.fromEntries(ports)).toEqual(recorded.ports);

    const tunnels = [...chassis.values()].map(({ name: own, ovs }) => [
      own,
      (ovs?.integrationBridge?.tunnels ?? []).map(({ id }) => formatTunnelId(id)).toSorted(),
    ]);
    const expected = Object.entries(recorded.tunnels).map(([own, ids]) => [own, Object.keys(ids).toSorted()]);
    expect(Object.fromEntries(tunnels)).toEqual(Object.fromEntries(expected));

    const cluster = must(createCluster(withOfports(changed.databases, recorded.tunnels)));
    for (const own of CHASSIS) {
      const text = changedFlows(release, own, recorded.flows[own]!);
      const { flows } = must(parseFlows(text, { file: own }));
      const diff = must(compareChassis(cluster, own, { flows, groups: [], meters: [] }));
      const odd = diff.differences.map((one) => ({
        compiled: "compiled" in one ? formatFlow(one.compiled) : undefined,
        installed: "installed" in one ? formatFlow(one.installed) : undefined,
      }));
      expect({ own, odd }).toEqual({ own, odd: [] });
    }
  });
});
