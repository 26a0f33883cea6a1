import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { startCluster } from "./cluster.ts";
import { recordCluster } from "./record.ts";
import { RELEASES } from "./release.ts";
import { findRoot, makeRoot, whyNoLab, whyNoRoot } from "./root.ts";
import { createSandbox, endSandbox, environmentOf, listSandboxes, type Sandbox, withSandbox } from "./sandbox.ts";
import type { Scenario } from "./scenario.ts";
import { RECORDED, SCENARIOS } from "./scenarios/index.ts";

const USAGE = `usage: pnpm lab list
       pnpm lab root RELEASE                                      install OVN into a root of its own
       pnpm lab record SCENARIO|all [--release RELEASE] --out DIR  to DIR/RELEASE/SCENARIO
       pnpm lab up SCENARIO [--release RELEASE]                   start and leave running
       pnpm lab down                                              end every lab that was left running

\`all\` are those that test/recordings holds. RELEASE is one of ${RELEASES.join(", ")}; without it, a command takes them all (up: the last).
Roots are looked for in .lab/roots, or where OVN_SIM_LAB_ROOTS says.
`;

/** A fault of the command line, with the text that tells so. */
class UsageError extends Error {}

function scenarios(name: string | undefined): readonly Scenario[] {
  if (name === "all") return RECORDED;
  const found = SCENARIOS.filter((scenario) => scenario.name === name);
  if (found.length === 0) throw new UsageError(`no scenario ${JSON.stringify(name ?? "")}: pnpm lab list`);
  return found;
}

function releases(name: string | undefined): readonly string[] {
  if (name === undefined) return RELEASES;
  if (!RELEASES.includes(name))
    throw new UsageError(`no release ${JSON.stringify(name)}: one of ${RELEASES.join(", ")}`);
  return [name];
}

async function record(wanted: readonly Scenario[], from: readonly string[], out: string): Promise<number> {
  let skipped = 0;
  for (const release of from) {
    const why = whyNoRoot(release);
    if (why !== undefined) {
      console.error(`SKIPPED: nothing of ${release} was recorded: ${why}`);
      skipped += 1;
      continue;
    }
    for (const scenario of wanted) {
      if (scenario.releases?.includes(release) === false) continue;
      const target = join(out, release, scenario.name);
      const sandbox = createSandbox(findRoot(release)!, scenario.name);
      await withSandbox(sandbox, async () => {
        await startCluster(sandbox, scenario);
        await recordCluster(sandbox, scenario, target);
      });
      console.log(target);
    }
  }
  return skipped === 0 ? 0 : 1;
}

function howToAsk(sandbox: Sandbox, scenario: Scenario): string {
  return scenario.chassis
    .map(({ name }) => {
      const variables = Object.entries(environmentOf(sandbox, name)).map(([key, value]) => `${key}=${value}`);
      return `${name}:\n  env ${variables.join(" ")} chroot ${sandbox.root.path} ovs-ofctl dump-flows br-int\n`;
    })
    .join("");
}

async function up(scenario: Scenario, release: string): Promise<number> {
  const why = whyNoRoot(release);
  if (why !== undefined) {
    console.error(`SKIPPED: nothing was started: ${why}`);
    return 1;
  }
  const sandbox = createSandbox(findRoot(release)!, scenario.name);
  try {
    await startCluster(sandbox, scenario);
  } catch (error) {
    await endSandbox(sandbox);
    throw error;
  }
  console.log(howToAsk(sandbox, scenario));
  return 0;
}

async function down(): Promise<number> {
  for (const sandbox of listSandboxes()) {
    await endSandbox(sandbox);
    console.log(`ended ${sandbox.scenario} (${sandbox.root.release})`);
  }
  return 0;
}

function root(release: string): number {
  const why = whyNoLab();
  if (why !== undefined) {
    console.error(`SKIPPED: no root was made: ${why}`);
    return 1;
  }
  console.log(makeRoot(release).path);
  return 0;
}

function list(): number {
  for (const { name, says } of SCENARIOS) console.log(`${name.padEnd(24)} ${says}`);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { release: { type: "string" }, out: { type: "string" } },
  });
  const [command, subject] = positionals;
  switch (command) {
    case "list":
      return list();
    case "root":
      return releases(subject).reduce((worst, release) => Math.max(worst, root(release)), 0);
    case "record":
      if (values.out === undefined) throw new UsageError("record needs --out DIR");
      return record(scenarios(subject), releases(values.release), resolve(values.out));
    case "up":
      return up(scenarios(subject)[0]!, releases(values.release).at(-1)!);
    case "down":
      return down();
    default:
      throw new UsageError(command === undefined ? "no command" : `no command ${JSON.stringify(command)}`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  const usage = error instanceof UsageError || (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS"));
  console.error(error instanceof Error ? error.message : String(error));
  if (usage) console.error(`\n${USAGE}`);
  process.exitCode = usage ? 2 : 1;
}
