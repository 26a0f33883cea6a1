import type { Cluster } from "@ovn-sim/model";
import type { ControllerPunt } from "../../machine/index.ts";
import { DEEDS, NOTICES } from "./deeds.ts";
import { type Deed, readUserdata } from "./punt.ts";

/** What a packet in ovn-controller's hands comes to; `what` is the action's name, after ovn-sb(5). */
export type ExplainedPunt = Deed & { readonly what: string };

/** Explains what ovn-controller does with a packet that a flow hands to it. */
export function explainPunt(cluster: Cluster, punt: ControllerPunt): ExplainedPunt {
  if (punt.reason === "invalid_ttl") return { what: "invalid_ttl", text: "is told that the packet's TTL has run out" };
  const { opcode, data } = readUserdata(punt);
  if (opcode === undefined) return { what: "packet", text: "gets the packet, without being told what to do with it" };
  if (typeof opcode === "number") {
    return { what: `opcode ${opcode}`, text: `is asked for something that is not known here (opcode ${opcode})` };
  }
  const isNotice = NOTICES.has(opcode);
  return { what: opcode, isNotice, ...DEEDS[opcode]({ cluster, key: punt.key, data }) };
}
