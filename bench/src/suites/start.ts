import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { BenchCase, BenchSuite } from "../bench-case.ts";

const ROOT = new URL("../../../", import.meta.url);
const PROGRAM = fileURLToPath(new URL("packages/cli/bin/ovn-sim.js", ROOT));
const RECORDING = fileURLToPath(new URL("test/recordings/26.03/router/", ROOT));

function startOf(name: string, args: readonly string[], against?: string): BenchCase {
  const run = (): void => {
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${String(stderr)}`);
  };
  return {
    name,
    unit: "starts",
    prepare: () => ({ run, amount: 1 }),
    ...(against === undefined ? {} : { against }),
  };
}

const NOTHING = "node, nothing to do";

export const START: BenchSuite = {
  name: "start",
  about: "whole processes: what somebody waits for who asks one question",
  isOutside: true,
  cases: () => [
    startOf(NOTHING, ["-e", "0"]),
    startOf("ovn-sim --help", [PROGRAM, "--help"], NOTHING),
    startOf(
      "ovn-sim trace, three chassis",
      [PROGRAM, "trace", RECORDING, "--from", "east-1", "--to", "west-1"],
      NOTHING,
    ),
  ],
};
