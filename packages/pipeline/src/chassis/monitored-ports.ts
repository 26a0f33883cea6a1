import type { PortBinding, Uuid } from "@ovn-sim/model";
import type { ClaimContext } from "./claims.ts";
import { portBook } from "./port-facts.ts";

/**
 * How many rows of Port_Binding ovn-controller has a copy of: all with `ovn-monitor-all`, else those that its
 * monitor asks the Southbound for (ovn-controller(8), `ovn-monitor-all`; controller/ovn-controller.c,
 * update_sb_monitors). The size of its table, and so the order in which it reads the rows, follows from that.
 */
export function countMonitoredPorts(context: ClaimContext, isLocal: (datapath: Uuid) => boolean): number {
  const { cluster, chassis } = context;
  const book = portBook(cluster);
  if (chassis.monitorAll) return book.all.length;
  let count = 0;
  for (const [datapath, { all }] of book.byDatapath) {
    if (isLocal(datapath)) count += all.length;
    else for (const { port } of all) if (isAskedFor(context, port.row)) count++;
  }
  return count;
}

/** Kinds of ports that every chassis is told of: they lead from one datapath to another, or may come to any chassis. */
const TOLD_TO_ALL: ReadonlySet<string> = new Set(["patch", "chassisredirect", "external"]);

/** Whether ovn-controller asks for a port although its datapath is not local. */
function isAskedFor({ chassis, interfaces }: ClaimContext, row: PortBinding): boolean {
  const own = chassis.row.uuid;
  return (
    TOLD_TO_ALL.has(row.type) ||
    row.parent_port !== undefined ||
    row.chassis === own ||
    row.requested_chassis === own ||
    interfaces.has(row.logical_port) ||
    row.options.get("l2gateway-chassis") === chassis.name ||
    row.options.get("l3gateway-chassis") === chassis.name
  );
}
