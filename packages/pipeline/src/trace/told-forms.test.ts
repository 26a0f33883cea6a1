import fc from "fast-check";
import { expect, test } from "vitest";
import { joinHop, joinTrace, type ToldHop } from "./told-forms.ts";

const maybe = <T>(value: T): fc.Arbitrary<T | undefined> => fc.constantFrom(value, undefined);

/** What there is something for, in the order that it was given in. */
const without = (all: object): object =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));

const expectMembers = (made: object, expected: object): void => {
  expect(made).toStrictEqual(expected);
  expect(Object.keys(made)).toEqual(Object.keys(expected));
};

test("a hop of any form has the members that there is something for, in the documented order", () => {
  const some = fc.record({
    tunnel: maybe(0),
    madeBy: maybe("ovn-controller" as const),
    resumed: maybe(true),
    logical: maybe([]),
  });
  fc.assert(
    fc.property(some, ({ tunnel, madeBy, resumed, logical }) => {
      const door = { chassis: "node-0", inPort: "vif1", ofPort: 1, packet: "ip" };
      const all: ToldHop = {
        ...door,
        tunnel,
        madeBy,
        resumed,
        steps: [],
        logical,
        outputs: [],
        finalPacket: "ip,reg0=0x1",
      };
      expectMembers(joinHop(all), without(all));
    }),
  );
});

test("and so has a trace", () => {
  const some = fc.record({ from: maybe("p1"), to: maybe("p2"), cause: maybe("port p2 is down") });
  fc.assert(
    fc.property(some, ({ from, to, cause }) => {
      const ends = without({ from, to });
      const way = {
        summary: "ip",
        packet: "ip",
        hops: [],
        tunnels: [],
        deliveries: [],
        departures: [],
        drops: [],
        controller: [],
        choices: [],
        ties: [],
      };
      const assumptions = ["one"];
      expectMembers(joinTrace(ends, cause, { ...way, assumptions }), without({ from, to, ...way, cause, assumptions }));
    }),
  );
});
