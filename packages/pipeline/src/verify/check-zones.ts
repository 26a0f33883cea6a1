import type { Cluster } from "@ovn-sim/model";
import { mayTunnel } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";

/** Whether a zone that knows chassis of others has a gateway to them. */
export function checkZones(cluster: Cluster, book: FindingBook): void {
  const all = [...cluster.chassis.values()];
  for (const remote of all.filter(({ isRemote }) => isRemote)) {
    book.judged("zone-gateway");
    const gateways = all.filter(({ isRemote, isInterconn }) => !isRemote && isInterconn);
    if (gateways.some((gateway) => mayTunnel(gateway, remote))) continue;
    const why =
      gateways.length === 0
        ? "no chassis of this zone has is-interconn=true"
        : `${gateways.map(({ name }) => name).join(", ")} may have no tunnel to it (type or transport zone)`;
    const { file } = cluster.southbound;
    const place = { file, table: "Chassis", row: remote.row.uuid, column: "other_config", chassis: remote.name };
    const message = `chassis ${remote.name} of another availability zone has no gateway here: ${why}`;
    book.add(createFinding("zone-gateway", remote.name, message, { place }));
  }
}
