import { basename, dirname } from "node:path";
import process from "node:process";
import { RELEASES } from "../lab/release.ts";
import { findRoot, whyNoRoot } from "../lab/root.ts";
import { createSandbox, withSandbox } from "../lab/sandbox.ts";
import { findRecordings } from "../parity/find-recordings.ts";
import { takeReverseRoad } from "./reverse-road.ts";

const USAGE = `usage: pnpm reverse RECORDING...

Compiles each chassis of each recording, gives the flows to a real ovs-vswitchd that has the chassis's ports, and runs
every recorded packet there and in our own machine. RECORDING is a recording, or a folder of them.
Exit: 0 all taken and agreed, 1 something refused or different, 2 wrong usage, 3 no real switch can be run here.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(paths: readonly string[]): Promise<number> {
  const recordings = paths.flatMap((path) => findRecordings(path));
  if (recordings.length === 0 || paths.some((path) => path.startsWith("-"))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const release = RELEASES.toReversed().find((one) => whyNoRoot(one) === undefined);
  if (release === undefined) {
    say(`SKIPPED: no real switch was asked: ${whyNoRoot(RELEASES.at(-1)!)}`);
    return 3;
  }
  const totals = {
    recordings: 0,
    chassis: 0,
    flows: 0,
    groups: 0,
    meters: 0,
    refused: 0,
    packets: 0,
    notTaken: 0,
    disagreed: 0,
  };
  for (const recording of recordings) {
    const name = `${basename(dirname(recording))}/${basename(recording)}`;
    const sandbox = createSandbox(findRoot(release)!, "reverse");
    const results = await withSandbox(sandbox, () => takeReverseRoad(sandbox, recording));
    totals.recordings++;
    for (const { chassis, loaded, refused, packets, notTaken, disagreements } of results) {
      totals.chassis++;
      totals.flows += loaded.flows;
      totals.groups += loaded.groups;
      totals.meters += loaded.meters;
      totals.refused += refused.length;
      totals.packets += packets;
      totals.notTaken += notTaken;
      totals.disagreed += disagreements.length;
      for (const text of refused) say(`${name} ${chassis}: refused: ${text.slice(0, 1000)}`);
      for (const { flow, real, ours } of disagreements.slice(0, 5))
        say(`${name} ${chassis}: ${flow}: real ${real || "none"}, ours ${ours || "none"}`);
    }
    say(`${name}: ${results.length} chassis done`);
  }
  say(
    `${totals.recordings} recordings, ${totals.chassis} chassis: a real switch took ${totals.flows} flows, ` +
      `${totals.groups} groups and ${totals.meters} meters, refused ${totals.refused} loads; ` +
      `${totals.packets} packets, ${totals.disagreed} sent elsewhere; ${totals.notTaken} that ofproto/trace does not take`,
  );
  return totals.refused + totals.disagreed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
