import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { endProcesses } from "./processes.ts";
import { LAB_FOLDER, type Root } from "./root.ts";

const execute = promisify(execFile);

const COMMAND_TIMEOUT_MS = 130_000;
const NOTES = join(LAB_FOLDER, "running");

/** The place of the databases and of northd. */
export const CENTRAL = "central";

/** One lab on this machine: a root, and in it a folder that no other lab has. */
export type Sandbox = {
  readonly root: Root;
  readonly scenario: string;
  /** As the lab's own processes see it. */
  readonly work: string;
  /** The same folder, as this process sees it. */
  readonly folder: string;
  /** Aborting it makes the command that is running, and all later ones, fail. */
  readonly stop: AbortController;
};

/** Makes the folder and notes it, so that `down` finds the lab even when this process is killed. */
export function createSandbox(root: Root, scenario: string): Sandbox {
  const work = `/run/ovn-sim-lab-${randomBytes(4).toString("hex")}`;
  const folder = join(root.path, work);
  mkdirSync(folder);
  mkdirSync(NOTES, { recursive: true });
  writeFileSync(noteOf(work), JSON.stringify({ root, scenario, work, folder }));
  return { root, scenario, work, folder, stop: new AbortController() };
}

function noteOf(work: string): string {
  return join(NOTES, `${work.slice(work.lastIndexOf("/") + 1)}.json`);
}

/** Every lab that was started from here and not ended. */
export function listSandboxes(): readonly Sandbox[] {
  if (!existsSync(NOTES)) return [];
  return readdirSync(NOTES).map((name) => {
    const note = JSON.parse(readFileSync(join(NOTES, name), "utf8")) as Omit<Sandbox, "stop">;
    return { ...note, stop: new AbortController() };
  });
}

/** Ends the lab's processes and removes what they wrote. */
export async function endSandbox(sandbox: Sandbox): Promise<void> {
  await endProcesses(sandbox.work);
  rmSync(sandbox.folder, { recursive: true, force: true });
  rmSync(noteOf(sandbox.work), { force: true });
}

/** The variables by which OVS's and OVN's programs find one place of the lab. */
export function environmentOf(sandbox: Sandbox, place: string): Readonly<Record<string, string>> {
  const folder = `${sandbox.work}/${place}`;
  const central = `${sandbox.work}/${CENTRAL}`;
  const variables: Record<string, string> = {
    OVN_NB_DB: `unix:${central}/nb.sock`,
    OVN_SB_DB: `unix:${central}/sb.sock`,
  };
  for (const program of ["OVS", "OVN"])
    for (const kind of ["RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR"]) variables[`${program}_${kind}`] = folder;
  return variables;
}

/** Runs a program of the root at a place of the lab and gives what it printed. */
export async function runAt(sandbox: Sandbox, place: string, command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  const { stdout } = await execute("chroot", [sandbox.root.path, program, ...args], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC", ...environmentOf(sandbox, place) },
    timeout: COMMAND_TIMEOUT_MS,
    maxBuffer: 256 << 20,
    signal: sandbox.stop.signal,
  });
  return stdout;
}

/** Starts a daemon; it is up when this is back. `name` tells two of the same program apart. */
export async function startDaemon(
  sandbox: Sandbox,
  place: string,
  name: string,
  command: readonly string[],
): Promise<void> {
  const folder = `${sandbox.work}/${place}`;
  const [program = "", ...args] = command;
  const common = ["--detach", "--no-chdir", `--pidfile=${folder}/${name}.pid`, `--log-file=${folder}/${name}.log`];
  await runAt(sandbox, place, [program, ...args, ...common, "-vconsole:off"]);
}

/** Runs something with a lab and ends the lab afterwards, also when this process is told to end. */
export async function withSandbox<T>(sandbox: Sandbox, body: () => Promise<T>): Promise<T> {
  const stop = (): void => sandbox.stop.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await body();
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await endSandbox(sandbox);
  }
}
