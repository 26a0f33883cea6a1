import { type Cluster, type ClusterChassis, createDiagnostic, type Parsed } from "@ovn-sim/model";

/** The chassis that a name means: its own name, or a hostname that only one chassis has. */
export function checkChassis(cluster: Cluster, wanted: string): Parsed<ClusterChassis> {
  const exact = cluster.chassis.get(wanted);
  const found = exact ?? onlyHost(cluster, wanted);
  if (found !== undefined) return { ok: true, value: found, notes: [] };
  const place = { file: cluster.southbound.file, table: "Chassis", column: "name" };
  const names = [...cluster.chassis.keys()].join(", ");
  const hint = `the snapshot has ${names || "no chassis"}`;
  return {
    ok: false,
    errors: [createDiagnostic("OVN6506", place, `there is no chassis ${JSON.stringify(wanted)}`, hint)],
  };
}

function onlyHost(cluster: Cluster, hostname: string): ClusterChassis | undefined {
  const hosts = [...cluster.chassis.values()].filter((chassis) => chassis.row.hostname === hostname);
  return hosts.length === 1 ? hosts[0] : undefined;
}
