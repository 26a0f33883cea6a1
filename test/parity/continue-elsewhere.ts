import type { Cluster, LogicalFlow } from "@ovn-sim/model";
import {
  type Bridge,
  compileChassis,
  createBridge,
  FIELDS,
  isSilentFlow,
  parseMicroflow,
  profileFor,
  runPacket,
  type StepSink,
  subfield,
  writeSubfield,
} from "@ovn-sim/pipeline";
import { stageKey } from "./logical-ways.ts";

/** The egress pipeline of a port, and whether the packet left by it. */
export type Elsewhere = { readonly stages: readonly string[]; readonly isDelivered: boolean };

/**
 * Runs a packet that has left the ingress pipeline through the egress pipeline of its outport, on the chassis of that port.
 *
 * ovn-trace(8) knows no chassis: what is put out to a port runs that port's egress pipeline, wherever it is bound. A real
 * packet gets there by a tunnel, and does not where there is none (transport zones), or where the switch has a localnet
 * port, by which packets for ports of other chassis leave the overlay. There a trace of ours ends, and rightly so; to
 * hold the rest of ovn-trace's answer against our flows, it is gone on with as if a tunnel had carried the packet.
 */
export class OtherChassis {
  readonly #cluster: Cluster;
  readonly #bridges = new Map<string, Bridge>();
  readonly #flows = new Map<string, LogicalFlow>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    for (const flow of cluster.southbound.tables.Logical_Flow.values())
      if (flow.pipeline === "egress") this.#flows.set(`${flow.table_id} ${flow.uuid.slice(0, 8)}`, flow);
  }

  /** `packet` is what a hop ended with, in the syntax of ofproto/trace, its registers included. */
  egressOf(port: string, packet: string): Elsewhere {
    const found = this.#cluster.port(port)!;
    const profile = valueOf(profileFor(this.#cluster.release ?? ""));
    const { localOutput, logicalEgress, saveInport } = profile.tables;
    const key = valueOf(parseMicroflow(packet));
    writeSubfield(key, subfield(FIELDS.reg15), found.row.tunnel_key);
    // Not the port that it came in by on the chassis that it leaves: the number may be that of the port it is for.
    writeSubfield(key, subfield(FIELDS.in_port), NO_PORT);
    const stages: string[] = [];
    const sink: StepSink = {
      step: (step) => {
        if (step.kind !== "table" || step.table < logicalEgress || step.table >= saveInport) return;
        const tableId = step.table - logicalEgress;
        const uuid = step.flow?.cookie.toString(16).padStart(8, "0");
        const row = this.#flows.get(`${tableId} ${uuid}`);
        if (row === undefined || !isSilentFlow(row))
          stages.push(stageKey(found.datapath.name, "egress", tableId, uuid));
      },
    };
    const { outputs } = runPacket(this.#bridgeOf(found.chassis!.name), key, { table: localOutput, sink });
    return { stages, isDelivered: outputs.length > 0 };
  }

  #bridgeOf(chassis: string): Bridge {
    let bridge = this.#bridges.get(chassis);
    if (bridge === undefined) {
      const { flows, groups, meters } = valueOf(compileChassis(this.#cluster, chassis));
      this.#bridges.set(chassis, (bridge = createBridge({ flows, groups, meters })));
    }
    return bridge;
  }
}

/** `OFPP_LOCAL`: no port of a VIF or a tunnel. */
const NO_PORT = 0xfffe;

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly { readonly message: string }[] };

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("; "));
  return parsed.value;
}
