import { createByteReader } from "../../logical/wire/byte-reader.ts";
import { FIELDS, type FlowKey, readField, subfield, writeSubfield, RESERVED_PORTS } from "../../openflow/index.ts";
import { outportName } from "../names.ts";
import { inportOf } from "./neighbour-deeds.ts";
import { printable } from "./option-deeds.ts";
import type { Call, Deed } from "./punt.ts";

const VERDICTS: readonly string[] = ["allow", "drop", "reject", "pass"];
const SEVERITIES: Readonly<Record<number, string>> = { 1: "alert", 4: "warning", 5: "notice", 6: "info", 7: "debug" };

/** An ACL's log line. */
export function writeLog({ data }: Call): Deed {
  const [verdict = 0, severity = 0, ...name] = data;
  const who = name.length === 0 ? "the packet" : `the packet for ACL ${printable(name)}`;
  return { text: `logs ${who}: ${VERDICTS[verdict] ?? verdict}, severity ${SEVERITIES[severity] ?? severity}` };
}

const EMPTY_LB_BACKENDS = 0;
const EVENT_OPTIONS: Readonly<Record<number, string>> = { 1: "vip", 2: "protocol", 3: "load_balancer" };

/** A Controller_Event row: ovn-sb(5). */
export function raiseEvent({ data }: Call): Deed {
  const reader = createByteReader(data);
  const event = reader.u32();
  const told: string[] = [];
  while (reader.left >= 4) {
    const code = reader.u16();
    told.push(`${EVENT_OPTIONS[code] ?? code} ${printable(reader.take(reader.u16()))}`);
  }
  const name = event === EMPTY_LB_BACKENDS ? "empty_lb_backends" : String(event);
  return { text: `raises the event ${name}${told.length === 0 ? "" : ` (${told.join(", ")})`} (Controller_Event)` };
}

export function bindVirtualPort(call: Call): Deed {
  const { cluster, key, data } = call;
  const port = outportName(cluster, readField(key, FIELDS.metadata), createByteReader(data).u32());
  return { text: `binds the virtual port ${port} behind ${inportOf(call)}` };
}

const SPLIT_REGISTER = "reg6";

/** The next part of a flood that does not fit one flow: the same packet goes on in the table given. */
export function continueFlood({ key, data }: Call): Deed {
  const reader = createByteReader(data);
  const [part, outport, table] = [reader.u32(), reader.u32(), reader.u8()];
  const sent: FlowKey = key.slice();
  writeSubfield(sent, subfield("in_port"), RESERVED_PORTS.CONTROLLER);
  writeSubfield(sent, subfield(SPLIT_REGISTER), part);
  writeSubfield(sent, subfield("reg15"), outport);
  const actions = [{ kind: "resubmit", inPort: "CONTROLLER", table }] as const;
  return {
    text: "sends the packet on to the rest of the group",
    sent: { kind: "packet-out", key: sent, actions, isAnother: false },
  };
}

/** Something that ovn-controller does by itself, and that sends nothing here. */
export function says(text: string): (call: Call) => Deed {
  return () => ({ text });
}
