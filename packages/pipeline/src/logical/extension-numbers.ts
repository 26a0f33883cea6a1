import { createDiagnostic, type Diagnostic, type Southbound } from "@ovn-sim/model";
import type { Group, Meter } from "../openflow/flow.ts";
import type { ExtensionNumbers, GroupContent } from "./actions/context.ts";

export type NumberedExtensions = ExtensionNumbers & {
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
};

/** Gives out the numbers of groups and meters, from 1 on in the order asked for. */
export function createExtensionNumbers(
  southbound: Southbound,
  report: (diagnostic: Diagnostic) => void,
): NumberedExtensions {
  const groups: Group[] = [];
  const meters: Meter[] = [];
  const groupIds = new Map<string, number>();
  const meterIds = new Map<string, number>();
  const rows = new Map([...southbound.tables.Meter.values()].map((row) => [row.name, row]));

  const numberOf = (ids: Map<string, number>, key: string, create: (id: number) => void): number => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = ids.size + 1;
    ids.set(key, id);
    create(id);
    return id;
  };
  return {
    groups,
    meters,
    group: (content) => numberOf(groupIds, groupKey(content), (id) => groups.push({ id, ...content })),
    meter: (name) =>
      numberOf(meterIds, name, (id) => {
        const row = rows.get(name);
        if (row === undefined) {
          const message = `no meter is named ${JSON.stringify(name)}: flows name meter ${id}, which ovn-controller does not install`;
          report(createDiagnostic("OVN4510", { file: southbound.file, table: "Meter" }, message));
          return;
        }
        const bands = row.bands.flatMap((uuid) => southbound.tables.Meter_Band.get(uuid) ?? []);
        const hasBurst = bands.some(({ burst_size }) => burst_size > 0);
        meters.push({
          id,
          flags: [row.unit === "pktps" ? "pktps" : "kbps", ...(hasBurst ? ["burst"] : []), "stats"],
          bands: bands.map(({ rate, burst_size }) =>
            burst_size > 0 ? { type: "drop", rate, burst: burst_size } : { type: "drop", rate },
          ),
        });
      }),
    rateMeter: (uuid, rate, burst) =>
      numberOf(meterIds, `${uuid} ${rate} ${burst ?? ""}`, (id) =>
        meters.push({
          id,
          flags: ["kbps", ...(burst === undefined ? [] : ["burst"]), "stats"],
          bands: [burst === undefined ? { type: "drop", rate } : { type: "drop", rate, burst }],
        }),
      ),
  };
}

/** Groups are the same when all but their number is; fields stand for themselves by name. */
function groupKey(content: GroupContent): string {
  return JSON.stringify(content, (key, value: unknown) =>
    key === "field" && typeof value === "object" && value !== null && "name" in value ? value.name : value,
  );
}
