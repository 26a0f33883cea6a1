import type { ControllerArgs } from "../../openflow/action.ts";
import { type Continuation, suspend } from "../continuation.ts";
import { get, isIp, NW_TTL, put } from "../layout.ts";
import { assume, endList, type Machine, stop } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { packetOf } from "../translation.ts";
import type { ControllerPunt } from "../result.ts";

/** With `pause` the controller gets the rest of the packet's way to resume: here it stops. */
export function controller(m: Machine, { args }: Operations["controller"]): void {
  punt(m, "action", args, args.pause === true ? suspend(m) : undefined);
  if (args.pause !== true) return;
  m.exit = true;
  m.freezing = true;
}

function punt(m: Machine, reason: ControllerPunt["reason"], args: ControllerArgs, rest?: Continuation): void {
  m.produced++;
  const { pass, table, steps: step } = m;
  const sent = { reason, args, key: packetOf(m), pass, table, flow: m.rule?.flow, step };
  const length = largerThan(m);
  const conditioned = length === undefined ? sent : { ...sent, ifLargerThan: length };
  m.controllers.push(rest === undefined ? conditioned : { ...conditioned, rest });
}

/** The length that the packet has to exceed for the innermost branch under way; the first branch is that of the larger packet. */
function largerThan(m: Machine): number | undefined {
  for (let i = m.top; i >= 0; i--) {
    const { kind, phase, branch } = m.frames[i]!;
    if (kind === "branches" && phase < 2) return branch?.length;
  }
  return undefined;
}

/** A TTL of 0 or 1 goes to the controllers and ends the list of actions, but not the lists around it. */
export function decrementTtl(m: Machine, { controllers }: Operations["dec_ttl"]): void {
  if (!isIp(m.ints)) return;
  const ttl = get(m.ints, NW_TTL);
  if (ttl > 1) return put(m.ints, NW_TTL, ttl - 1);
  stop(m, "ttl-exceeded");
  for (const id of controllers) punt(m, "invalid_ttl", { reason: "invalid_ttl", id });
  endList(m);
}

export function meter(m: Machine, { meter: id }: Operations["meter"]): void {
  assume(m, "meter-passes", id);
}

export function exit(m: Machine): void {
  m.exit = true;
}

export function nothing(): void {}
