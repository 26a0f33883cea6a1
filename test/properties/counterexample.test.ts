import { main, type Terminal } from "ovn-sim";
import { compileChassis } from "@ovn-sim/pipeline";
import { expect, test } from "vitest";
import { scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { checkProperty } from "./check.ts";

/** Runs a command line and gives what it wrote. */
async function run(line: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = "";
  let err = "";
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdout: {},
    stderr: {},
    env: {},
    readInput: () => "",
  };
  const code = await main(line.split(" "), terminal);
  return { code, out, err };
}

/** The message of a property that does not hold. */
function messageOf(fails: () => void): string {
  try {
    fails();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}

test("a counterexample is small, and its replay is a command that works", async () => {
  const message = messageOf(() => {
    checkProperty(scenarioArbitrary({ right: true }), 20, (scenario) => {
      const isSpoiled = scenario.chassis.length > 1 && scenario.ports.length > 2;
      const flows = new Map();
      if (!isSpoiled) return undefined;
      const compiled = compileChassis(scenarioCluster(scenario), "hv1");
      if (compiled.ok)
        flows.set(
          "hv1",
          compiled.value.flows.filter(({ table }) => table !== 8),
        );
      return { message: "the world is too big", scenario, flows, trace: { from: "p1", to: "p2" } };
    });
  });
  const lines = message.split("\n");
  expect(lines[0]).toBe("the world is too big");
  expect(lines[1]).toMatch(
    /^found with seed \d+ \(FC_SEED tries it again\), path "[\d:]+", run \d+, shrunk \d+ times$/,
  );
  const value = /^value: (.*)$/.exec(lines[2]!)![1]!;
  expect(value.match(/"kind":"vif"/g)).toHaveLength(3);
  expect(value.match(/"vteps":1/g)).toHaveLength(2);
  const replay = /^replay: pnpm exec ovn-sim (trace \S+ --from p1 --to p2 --flows installed --detailed)$/.exec(
    lines[3]!,
  );
  const replayed = await run(replay![1]!);
  expect(replayed.err).toBe("");
  expect(replayed.code).toBe(0);
  expect(replayed.out).toContain("p1 -> p2");
  const compiled = await run(replay![1]!.replace("--flows installed ", ""));
  expect(compiled.out).toContain("Delivered once");
  expect(replayed.out).not.toContain("Delivered once");
});
