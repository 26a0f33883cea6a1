import { type Cluster, type ClusterChassis, type ClusterPort, createDiagnostic, type Parsed } from "@ovn-sim/model";
import { portKind } from "../chassis/index.ts";
import { checkChassis } from "./checked-chassis.ts";

/**
 * The chassis where a port's packets start: the one that it is bound to, or one of its further ones where it is named. A
 * localport is on every chassis, so one must be named, unless only one has an interface for it.
 */
export function checkEntryChassis(
  cluster: Cluster,
  port: ClusterPort,
  wanted: string | undefined,
): Parsed<ClusterChassis> {
  const place = { file: cluster.southbound.file, table: "Port_Binding", row: port.row.uuid, column: "chassis" };
  if (wanted !== undefined) {
    const chosen = checkChassis(cluster, wanted);
    if (!chosen.ok || port.chassis === undefined) return chosen;
    const homes = [port.chassis, ...port.additionalChassis];
    if (homes.includes(chosen.value)) return chosen;
    const names = homes.map(({ name }) => name).join(", ");
    const message = `port ${port.name} is bound to ${names}, and ${chosen.value.name} was asked for`;
    const hint = homes.length === 1 ? "leave --chassis out" : `give --chassis with one of ${names}`;
    return { ok: false, errors: [createDiagnostic("OVN6502", place, message, hint)] };
  }
  if (port.chassis !== undefined) return { ok: true, value: port.chassis, notes: [] };
  if (portKind(port.row) === "localport") {
    const homes = [...cluster.chassis.values()].filter(
      ({ ovs }) => (ovs?.integrationBridge?.byIfaceId.get(port.name)?.length ?? 0) > 0,
    );
    if (homes.length === 1) return { ok: true, value: homes[0]!, notes: [] };
    const message = `port ${port.name} is a localport, on every chassis, expected one to start from`;
    const names = homes.map(({ name }) => name).join(", ");
    const hint = `add --chassis ${names === "" ? "NAME" : `with one of ${names}`}`;
    return { ok: false, errors: [createDiagnostic("OVN6502", place, message, hint)] };
  }
  const hint = "a packet starts where its port is bound; see ovn-sim show";
  return { ok: false, errors: [createDiagnostic("OVN6502", place, `port ${port.name} is bound to no chassis`, hint)] };
}
