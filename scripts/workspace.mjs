import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const LOWEST_NODE = [20, 19];

/** The one place that pins pnpm is `packageManager` in package.json. */
function pinnedPnpm() {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const manifest = /** @type {{ packageManager: string }} */ (JSON.parse(text));
  return manifest.packageManager;
}

/** npm announces keys of the user's own npmrc that it does not know, on every start: only its errors are of use here. */
const environment = {
  ...process.env,
  PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}`,
  npm_config_loglevel: "error",
  npm_config_update_notifier: "false",
};

/**
 * Runs a program at the root of the workspace, with the workspace's own programs first in its path.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Readonly<Record<string, string>> }} [options] quiet: its output is held back, and
 *   shown only when it fails; env: variables beside those of this process
 * @returns {boolean} whether it ended well
 */
export function run(command, args, { quiet = false, env = {} } = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    env: { ...environment, ...env },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    shell: process.platform === "win32",
    maxBuffer: 64 << 20,
  });
  if (done.error !== undefined) process.stderr.write(`${command}: ${done.error.message}\n`);
  if (quiet && done.status !== 0) process.stderr.write(`${String(done.stdout)}${String(done.stderr)}`);
  return done.status === 0;
}

/**
 * Runs the pinned pnpm through npx, so that npm is all a machine needs.
 *
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean }} [options]
 */
export function pnpm(args, options) {
  return run("npx", ["--yes", "--prefer-offline", pinnedPnpm(), ...args], options);
}

/** @param {string} message */
export function say(message) {
  process.stderr.write(`${message}\n`);
}

/**
 * Ends the process with a plain sentence.
 *
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  say(message);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = LOWEST_NODE;
  if (major < needMajor || (major === needMajor && minor < needMinor))
    fail(`ovn-sim needs Node ${LOWEST_NODE.join(".")} or newer; this is ${process.versions.node}`);
}

/** Installs what package.json names, exactly as pnpm-lock.yaml has it, and compiles the packages. */
export function setUp() {
  checkNode();
  say("set-up: installing dependencies");
  if (!pnpm(["install", "--frozen-lockfile"], { quiet: true })) fail("set-up failed: dependencies were not installed");
  say("set-up: compiling");
  if (!run("tsc", ["-b", "packages/cli"], { quiet: true })) fail("set-up failed: the packages do not compile");
  if (!run("node", ["scripts/bundle.mjs"], { quiet: true })) fail("set-up failed: the command was not bundled");
}
