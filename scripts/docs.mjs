import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rulePages } from "../packages/cli/dist/index.js";
import { root, say } from "./workspace.mjs";

// Writes the pages of docs/rules. A test of test/docs fails while they are not as this leaves them.
const folder = join(root, "docs/rules");
const pages = rulePages();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
say(`docs/rules: ${pages.size} pages`);
