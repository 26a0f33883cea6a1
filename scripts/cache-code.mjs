import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { CODE_CACHE, loadBundle, V8_FLAGS } from "../packages/cli/bin/bundle.js";
import { root } from "./workspace.mjs";

/*
 * A process of its own: runs what people run most on a small recording, and keeps the code that V8 made for it. What these
 * commands say goes nowhere.
 */

setFlagsFromString(V8_FLAGS);

const { script, main } = loadBundle();
const snapshot = join(root, "test/recordings/26.03/router");
for (const command of [
  ["trace", snapshot, "--from", "east-1", "--to", "west-1"],
  ["show", snapshot],
]) {
  const code = await main(command);
  if (code !== 0) throw new Error(`ovn-sim ${command.join(" ")} ended with ${code}`);
}
writeFileSync(CODE_CACHE, script.createCachedData());
