import { type Flow, formatFlows, parseFlows } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import { describeShape, flatShape, routedShape, type Shape } from "../generate/shape.ts";
import { compile, must, snapshotOf } from "../snapshot.ts";

function casesOf(form: string, shape: Shape): readonly BenchCase[] {
  const size = `${form} ${describeShape(shape)}`;
  const prepare = (run: (text: string, flows: readonly Flow[]) => unknown) => (): Prepared => {
    const snapshot = snapshotOf(shape);
    const { flows } = compile(snapshot, snapshot.cluster, shape);
    const text = formatFlows(flows);
    return { run: () => run(text, flows), amount: flows.length };
  };
  const floor = `split into words, ${size}`;
  return [
    {
      name: floor,
      unit: "flows",
      prepare: prepare((text) => text.split("\n").map((line) => line.split(","))),
    },
    {
      name: `parseFlows, ${size}`,
      unit: "flows",
      prepare: prepare((text) => must(parseFlows(text))),
      against: floor,
      sweep: { name: form, size: shape.ports },
    },
    {
      name: `formatFlows, ${size}`,
      unit: "flows",
      prepare: prepare((_, flows) => formatFlows(flows)),
      against: floor,
    },
  ];
}

export const PARSE: BenchSuite = {
  name: "parse",
  about: "flow text as ovs-ofctl prints it to flows and back, beside splitting the same text at its commas",
  cases: (scale) =>
    scale === "quick"
      ? casesOf("flat", flatShape(10, 2, 100))
      : [
          ...casesOf("flat", flatShape(50, 2, 500)),
          ...casesOf("flat", flatShape(50, 2, 1000)),
          ...casesOf("routed", routedShape(20, 2, 20, 500)),
        ],
};
