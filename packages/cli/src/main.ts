import process from "node:process";

const USAGE = `usage: ovn-sim COMMAND SNAPSHOT [options]
`;

/** Runs one command line (without the program's own name) and gives the exit code: 0 good, 1 findings, 2 usage. */
export async function main(args: readonly string[]): Promise<number> {
  const wanted = args.length === 0 || args[0] === "--help";
  (wanted ? process.stdout : process.stderr).write(USAGE);
  return Promise.resolve(wanted ? 0 : 2);
}
