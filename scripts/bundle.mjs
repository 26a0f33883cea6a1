import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./workspace.mjs";

/**
 * Makes one file of the command and all that it imports: Node opens hundreds of small modules in the time in
 * which the command answers. `packages/cli/bin/ovn-sim.js` takes it when it is as new as what it was made from.
 */
await build({
  entryPoints: [join(root, "packages/cli/dist/main.js")],
  outfile: join(root, "packages/cli/dist/ovn-sim.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // It starts threads from a file of its own.
  external: ["piscina"],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "linked",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
