import type { ClusterPort } from "@ovn-sim/model";
import { load, drop, resubmit, withoutInPort } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { isNetworkFunction } from "./network-function.ts";
import { clearLogicalRegisters } from "./static.ts";
import { loadZones } from "./zones.ts";

/**
 * What every port that can be output to on this chassis has: local output loads its zones, no packet goes
 * back where it came from unless it may, and one that may is let through without its in-port.
 *
 * `parent` is set for a container: its packets share the parent's interface, so they always may.
 */
export function lowerLocalOutput(context: PhysicalContext, port: ClusterPort, parent?: ClusterPort): void {
  const { tables, view } = context;
  const { row } = port;
  const key = row.tunnel_key;
  const datapathKey = port.datapath.row.tunnel_key;
  const source = portSource(row);
  const hairpin = withoutInPort(resubmit(tables.logicalToPhysical));

  const out = context.matchOutport(datapathKey, key).build();
  context.add(tables.localOutput, 100, out, [...loadZones(context, port), resubmit(tables.checkLoopback)], source);

  const same = context.withFlags(context.matchOutport(datapathKey, key), [], ["allowLoopback"]);
  same.setSubfield(context.registers.inport, key);
  context.add(tables.checkLoopback, 100, same.build(), drop(view.dropSampling, tables.checkLoopback), source);
  lowerNetworkFunction(context, port);

  if (parent === undefined) {
    const loopback = context.withFlags(context.matchOutport(datapathKey, key), ["allowLoopback"]).build();
    context.add(tables.saveInport, 100, loopback, hairpin, source);
    return;
  }
  context.add(tables.saveInport, 100, out, hairpin, source);
  const toParent = context.matchOutport(datapathKey, parent.row.tunnel_key);
  const owner = context.profile.physical.nestedParentOwned ? portSource(parent.row) : undefined;
  context.addShared(tables.saveInport, 100, context.withFlags(toParent, ["nestedContainer"]).build(), hairpin, owner);
}

/** On a datapath with a network function the in-port's tunnel outlives the clearing of the registers. */
function lowerNetworkFunction(context: PhysicalContext, port: ClusterPort): void {
  const { tables, registers } = context;
  const { tunnelOfport } = registers;
  if (tunnelOfport === undefined || !isNetworkFunction(context, context.factsOf(port))) return;
  const datapath = port.datapath.row;
  const rest = { field: tunnelOfport.field, lo: 0, bits: tunnelOfport.lo };
  const cleared = clearLogicalRegisters().filter(
    (action) => !("field" in action && action.field === tunnelOfport.field),
  );
  context.addShared(
    tables.checkLoopback,
    1,
    context.matchDatapath(datapath.tunnel_key).build(),
    [...cleared, load(0, rest), resubmit(tables.logicalEgress)],
    { table: "Datapath_Binding", uuid: datapath.uuid },
  );
}
