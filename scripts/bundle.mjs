import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";
import { root } from "./workspace.mjs";

/**
 * Makes one file of the command and all that it imports: Node opens hundreds of small modules in the time in
 * which the command answers. `packages/cli/bin/ovn-sim.js` takes it when it is as new as what it was made from.
 */
await build({
  entryPoints: [join(root, "packages/cli/dist/main.js")],
  outfile: join(root, "packages/cli/dist/ovn-sim.cjs"),
  bundle: true,
  platform: "node",
  // V8 keeps what it compiled of a script, and of a module it does not.
  format: "cjs",
  target: "node20",
  // Code out of V8's cache has lost where it may import from: what is imported later is required.
  supported: { "dynamic-import": false },
  // It starts threads from a file of its own.
  external: ["piscina"],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "linked",
  charset: "ascii",
  define: { "import.meta.url": "BUNDLE_URL" },
  banner: { js: 'const BUNDLE_URL = require("node:url").pathToFileURL(__filename).href;' },
});

const { status } = spawnSync(process.execPath, [join(root, "scripts/cache-code.mjs")], {
  stdio: ["ignore", "ignore", "inherit"],
});
process.exitCode = status ?? 1;
