import { RESERVED_PORTS } from "../../openflow/port-text.ts";
import { IN_PORT_WORD } from "../layout.ts";
import { assume, type Machine, pushOutput, stop } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { readLow, writeLow, applyWrites, reportValue } from "./field.ts";
import { gotoTable } from "./table.ts";
import { unsupported } from "./unsupported.ts";
import { controller } from "./controller.ts";
import { impliedWrites } from "../place.ts";

export function output(m: Machine, { ofPort, maxBytes }: Operations["output"]): void {
  if (ofPort === m.ints[IN_PORT_WORD]) stop(m, "output-to-in-port");
  else outputTo(m, ofPort, maxBytes);
}

export function outputInPort(m: Machine, { maxBytes }: Operations["output_in_port"]): void {
  outputTo(m, m.ints[IN_PORT_WORD]!, maxBytes);
}

export function outputNone(m: Machine): void {
  stop(m, "output-none");
}

/** Sends the packet out of a port, when there is one and it forwards. */
function outputTo(m: Machine, ofPort: number, maxBytes: number): void {
  const { ports } = m.bridge;
  if (ports === undefined) {
    if (ofPort === RESERVED_PORTS.ANY) return stop(m, "no-such-port");
    assume(m, "port-exists", ofPort);
  } else {
    const port = ports.get(ofPort);
    if (port === undefined) return stop(m, "no-such-port");
    if (port.forwards === false) return stop(m, "port-forwards-nothing");
  }
  pushOutput(m, ofPort, maxBytes);
}

/** An output to whatever a number stands for, reserved ports among it. */
function outputToAny(m: Machine, number: number): void {
  switch (number) {
    case RESERVED_PORTS.IN_PORT:
      return outputTo(m, m.ints[IN_PORT_WORD]!, 0);
    case RESERVED_PORTS.TABLE:
      return gotoTable(m, { table: 0 });
    case RESERVED_PORTS.NORMAL:
      return unsupported(m, { action: "output:NORMAL", continues: true });
    case RESERVED_PORTS.FLOOD:
      return flood(m, { all: false });
    case RESERVED_PORTS.ALL:
      return flood(m, { all: true });
    case RESERVED_PORTS.CONTROLLER:
      return controller(m, { args: {} });
    case RESERVED_PORTS.ANY:
      return outputNone(m);
    default:
      return output(m, { ofPort: number, maxBytes: 0 });
  }
}

export function outputRegister(m: Machine, { source }: Operations["output_reg"]): void {
  const number = readLow(m.ints, source.segments);
  if (number > 0xffff) stop(m, "port-out-of-range");
  else outputToAny(m, number);
}

/** Every port but the one the packet came in by; without `all`, not those with NO_FLOOD. */
export function flood(m: Machine, { all }: Operations["flood"]): void {
  const { ports } = m.bridge;
  if (ports === undefined) return unsupported(m, { action: "flood without the bridge's ports", continues: true });
  const numbers = [...ports.values()]
    .filter(({ ofPort, floods }) => ofPort !== m.ints[IN_PORT_WORD] && (all || floods !== false))
    .map(({ ofPort }) => ofPort)
    .sort((a, b) => a - b);
  if (numbers.length === 0) return stop(m, "no-flood-port");
  if (numbers.length > 1) assume(m, "flood-order", 0);
  for (const number of numbers) outputTo(m, number, 0);
}

/** Sends by, or stores the number of, the one member chosen. */
export function bundle(m: Machine, { args, members, target }: Operations["bundle"]): void {
  const alive =
    args.algorithm === "active_backup" ? firstAlive(m, members) : members.filter((port) => isAlive(m, port));
  if (alive.length > 1) {
    if (target === undefined) unsupported(m, { action: "bundle(hrw)", continues: true });
    else unsupported(m, { action: "bundle_load(hrw)", continues: false });
    return;
  }
  const chosen = alive[0] ?? RESERVED_PORTS.ANY;
  if (target !== undefined) {
    writeLow(m.ints, target.segments, chosen);
    applyWrites(m.ints, impliedWrites(target.sub.field));
    if (m.sink !== undefined) reportValue(m, target.sub);
  } else if (alive.length === 0) stop(m, "no-live-member");
  else outputToAny(m, chosen);
}

function firstAlive(m: Machine, members: readonly number[]): readonly number[] {
  for (const member of members) if (isAlive(m, member)) return [member];
  return [];
}

/** Reserved ports always count as alive members of a bundle, but for the controller, which cannot be one. */
const ALWAYS_ALIVE = new Set<number>([
  RESERVED_PORTS.IN_PORT,
  RESERVED_PORTS.TABLE,
  RESERVED_PORTS.NORMAL,
  RESERVED_PORTS.FLOOD,
  RESERVED_PORTS.ALL,
  RESERVED_PORTS.ANY,
]);

/** Whether a port can carry packets; what is not known is taken to be so, and noted. */
export function isAlive(m: Machine, ofPort: number): boolean {
  if (ALWAYS_ALIVE.has(ofPort)) return true;
  if (m.deadPorts?.has(ofPort)) return false;
  const { ports } = m.bridge;
  const port = ports?.get(ofPort);
  if (ports !== undefined && port === undefined) return false;
  if (port?.live === undefined && m.deadPorts === undefined) assume(m, "port-live", ofPort);
  return port?.live ?? true;
}
