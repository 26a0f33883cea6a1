import type { PortBinding, Uuid } from "@ovn-sim/model";
import type { ClaimContext } from "./claims.ts";
import { portBook } from "./port-book.ts";

/**
 * How many rows of Port_Binding ovn-controller has a copy of: all with `ovn-monitor-all`, else those that its
 * monitor asks the Southbound for (ovn-controller(8), `ovn-monitor-all`; controller/ovn-controller.c,
 * update_sb_monitors). The size of its table, and so the order in which it reads the rows, follows from that.
 */
export function countMonitoredPorts(context: ClaimContext, isLocal: (datapath: Uuid) => boolean): number {
  const { cluster, chassis, interfaces } = context;
  const book = portBook(cluster);
  if (chassis.monitorAll) return book.size;
  const elsewhere = [...book.byDatapath.values()].filter(({ uuid }) => !isLocal(uuid));
  let count = book.size;
  if (elsewhere.length === 0) return count;
  const own = book.numberOfChassis(chassis);
  const requested = book.requested;
  const plugged = new Set(Array.from(interfaces.keys(), (name) => book.numberNamed(name)));
  for (const { numbers, special } of elsewhere) {
    for (const { port } of special) if (!isAskedFor(context, port.row)) count--;
    for (const number of numbers) {
      const isSought = book.homes[number] === own || requested[number] === own || plugged.has(number);
      if (book.plain[number] === 1 && !isSought) count--;
    }
  }
  return count;
}

/** Kinds of ports that every chassis is told of: they lead from one datapath to another, or may come to any chassis. */
const TOLD_TO_ALL: ReadonlySet<string> = new Set(["patch", "chassisredirect", "external"]);

/**
 * Whether ovn-controller is told of a port whether or not its datapath is local; of a mirror into an interface of its
 * own, for one, it is not.
 */
export function isTold(context: ClaimContext, row: PortBinding): boolean {
  return context.chassis.monitorAll || isAskedFor(context, row);
}

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
