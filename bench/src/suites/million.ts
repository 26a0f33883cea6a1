import { createBridge, type Flow, parseFlows, parseMicroflow, runPacket } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared, Scale } from "../bench-case.ts";
import { flowDumpChunks, packetOfDump } from "../generate/flow-dump.ts";
import { must } from "../snapshot.ts";

const DIFFERENT_PACKETS = 1000;
/** The first packets of a table look at its flows one by one; then it is laid out for lookups. */
const ENOUGH_PACKETS = 40;

function textOf(flows: number): string {
  return [...flowDumpChunks({ flows })].join("");
}

let last: { readonly flows: number; readonly parsed: readonly Flow[] } | undefined;

/** The flows of a dump; the last ones are kept, so that cases of one size share them. */
function parsedOf(flows: number): readonly Flow[] {
  if (last?.flows !== flows) {
    last = undefined;
    last = { flows, parsed: must(parseFlows(textOf(flows))).flows };
  }
  return last.parsed;
}

function casesOf(size: number): readonly BenchCase[] {
  const bridgeOf = () => createBridge({ flows: parsedOf(size), groups: [], meters: [] });
  const parse = (): Prepared => {
    last = undefined;
    const text = textOf(size);
    const run = () => must(parseFlows(text));
    return { run, amount: size, hold: run };
  };
  const classify = (): Prepared => {
    const flows = parsedOf(size);
    const packet = must(parseMicroflow(packetOfDump({ flows: size }, 1)));
    const run = () => {
      const bridge = createBridge({ flows, groups: [], meters: [] });
      for (let i = 0; i < ENOUGH_PACKETS; i++) runPacket(bridge, packet);
      return bridge;
    };
    return { run, amount: size, hold: run };
  };
  const run = (): Prepared => {
    const bridge = bridgeOf();
    const keys = Array.from({ length: DIFFERENT_PACKETS }, (_, i) =>
      must(parseMicroflow(packetOfDump({ flows: size }, i * 331))),
    );
    const lost = keys.filter((key) => runPacket(bridge, key).outputs.length !== 1).length;
    if (lost > 0) throw new Error(`${lost} of ${keys.length} packets find no way through ${size} flows`);
    const runAll = (): void => {
      for (const key of keys) runPacket(bridge, key);
    };
    return { run: runAll, amount: keys.length };
  };
  return [
    { name: `parse ${size}`, unit: "flows", prepare: parse, sweep: { name: "parse", size } },
    { name: `classify ${size}`, unit: "flows", prepare: classify, sweep: { name: "classify", size } },
    { name: `packets through ${size}`, unit: "packets", prepare: run, sweep: { name: "packets", size } },
  ];
}

const SIZES: Readonly<Record<Scale, readonly number[]>> = {
  quick: [3000],
  full: [30_000, 300_000],
  large: [125_000, 250_000, 500_000, 1_000_000],
};

export const MILLION: BenchSuite = {
  name: "million",
  about: "a dump of up to a million flows: parsed, laid out for lookups, and packets through it (no steps)",
  cases: (scale) => SIZES[scale].flatMap(casesOf),
};
