import type { Trace, TraceTie } from "@ovn-sim/pipeline";

/** A packet that meets more free choices than this is not worth following each way. */
const MOST_RETRACES = 16;

/**
 * Whether some choice of flows where several of equal priority select the packet ends as wanted. `retrace` follows it by
 * the flows of the given cookies, where there is a choice.
 */
export function isOneOfTies(
  first: Trace,
  retrace: (prefer: ReadonlySet<bigint>) => Trace | undefined,
  endsSo: (trace: Trace) => boolean,
): boolean {
  const tried = new Set<string>();
  const waiting = [{ trace: first, prefer: [] as readonly string[] }];
  for (let next = waiting.shift(); next !== undefined && tried.size < MOST_RETRACES; next = waiting.shift()) {
    for (const { cookies, taken } of tiesOf(next.trace)) {
      for (const cookie of cookies.filter((other) => other !== taken)) {
        const prefer = [...next.prefer.filter((known) => !cookies.includes(known)), cookie];
        const name = prefer.toSorted().join();
        if (tried.has(name)) continue;
        tried.add(name);
        const trace = retrace(new Set(prefer.map(BigInt)));
        if (trace === undefined) continue;
        if (endsSo(trace)) return true;
        waiting.push({ trace, prefer });
      }
    }
  }
  return false;
}

/** The free choices on the way of a packet and of those that ovn-controller makes of it. */
function tiesOf({ ties, controller }: Trace): readonly TraceTie[] {
  return [...ties, ...controller.flatMap(({ made }) => (made === undefined ? [] : tiesOf(made)))];
}
