import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import { CT_STATE } from "../machine/index.ts";

type Flag = keyof typeof CT_STATE;

const NAMES = Object.keys(CT_STATE) as Flag[];

/** States that no packet is in: ovs-fields(7), "Conntrack State Field". */
const EXCLUSIVE: readonly (readonly [Flag, Flag])[] = [
  ["new", "est"],
  ["new", "rpl"],
  ["inv", "new"],
  ["inv", "est"],
  ["inv", "rel"],
  ["inv", "rpl"],
  ["inv", "snat"],
  ["inv", "dnat"],
];

/** The name of an option or a field of the library, for messages. */
const OPTION = "--ct";

/**
 * Reads the states that conntrack is to find, one for each `ct` step in order, each a list of flags as ovn-trace(8) and
 * `ofproto/trace` take them: `trk,new`, `est|rpl`. `trk` may be left out.
 */
export function parseCtStates(texts: readonly string[]): Parsed<readonly number[]> {
  const states: number[] = [];
  for (const text of texts) {
    const flags = text.split(/[\s,|]+/).filter((flag) => flag !== "");
    const stranger = flags.find((flag) => !Object.hasOwn(CT_STATE, flag));
    if (flags.length === 0 || stranger !== undefined) {
      const found = stranger === undefined ? "names no state" : `has ${JSON.stringify(stranger)}`;
      return wrong(`${OPTION} ${JSON.stringify(text)} ${found}, expected some of ${NAMES.join(", ")}`);
    }
    const has = (flag: Flag): boolean => flags.includes(flag);
    const clash = EXCLUSIVE.find(([one, other]) => has(one) && has(other));
    if (clash !== undefined)
      return wrong(`${OPTION} ${JSON.stringify(text)}: no packet is both ${clash[0]} and ${clash[1]}`);
    states.push(flags.reduce<number>((bits, flag) => bits | CT_STATE[flag as Flag], CT_STATE.trk));
  }
  return { ok: true, value: states, notes: [] };
}

function wrong(message: string): Parsed<readonly number[]> {
  const hint = "give one list for each ct step, in order: --ct trk,new --ct trk,est";
  return { ok: false, errors: [createDiagnostic("OVN6511", {}, message, hint)] };
}

/** Hands out the states, step by step, over all chassis that a packet comes to. */
export class CtSteps {
  readonly #states: readonly number[];
  #taken = 0;

  constructor(states: readonly number[]) {
    this.#states = states;
  }

  /** Those that no step has had. */
  get left(): readonly number[] {
    return this.#states.slice(this.#taken);
  }

  get given(): number {
    return this.#states.length;
  }

  take(steps: number): void {
    this.#taken = Math.min(this.#states.length, this.#taken + steps);
  }
}
