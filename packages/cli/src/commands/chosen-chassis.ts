import { type Cluster, type ClusterChassis, createDiagnostic, type Diagnostic } from "@ovn-sim/model";

/** The chassis that an option names: by name, or by hostname when only one has it. */
export function chooseChassis(cluster: Cluster, wanted: string): ClusterChassis | Diagnostic {
  const exact = cluster.chassis.get(wanted);
  if (exact !== undefined) return exact;
  const hosts = [...cluster.chassis.values()].filter((chassis) => chassis.row.hostname === wanted);
  if (hosts.length === 1) return hosts[0]!;
  const names = [...cluster.chassis.keys()].join(", ");
  const place = { file: cluster.southbound.file, table: "Chassis", column: "name" };
  return createDiagnostic(
    "OVN8007",
    place,
    `there is no chassis ${JSON.stringify(wanted)}`,
    `the snapshot has ${names || "no chassis"}`,
  );
}

export function isDiagnostic(value: object): value is Diagnostic {
  return "severity" in value && "code" in value;
}
