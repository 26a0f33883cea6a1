import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/**
 * @typedef {object} Bundle
 * @property {Script} script
 * @property {(args: readonly string[]) => Promise<number>} main
 */

/**
 * Most runs are over before optimised code pays for its making: let V8 wait longer with it (measured in bench/README.md).
 * V8 takes a cache only under the flags that it was made under.
 */
export const V8_FLAGS = "--interrupt-budget=600000";

/** Where the bundle is, and what V8 made of its functions when it was built. */
const PATH = fileURLToPath(new URL("../dist/ovn-sim.cjs", import.meta.url));
export const CODE_CACHE = `${PATH}.cache`;

/**
 * When a file was written; 0 when it is not there.
 *
 * @param {string | URL} path
 */
export function writtenAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the bundle was written; 0 when there is none. */
export function bundledAt() {
  return writtenAt(PATH);
}

/**
 * Runs the module that the command and all its imports were joined into. V8 takes functions from the cache instead of
 * compiling them again, which is a quarter of a short run; of another version's cache, or of none, it takes nothing and is
 * only slower.
 *
 * @returns {Bundle}
 */
export function loadBundle() {
  const cachedData = writtenAt(CODE_CACHE) >= bundledAt() ? readFileSync(CODE_CACHE) : undefined;
  // The bundle is written in ASCII.
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(PATH, "latin1")}\n})`;
  const script = new Script(source, {
    filename: PATH,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: /** @type {Pick<Bundle, "main">} */ ({}) };
  script.runInThisContext()(module.exports, createRequire(PATH), module, PATH, dirname(PATH));
  return { script, main: module.exports.main };
}
