import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkEdges, checkForeignFolder, EDGES, type SourceFile } from "./edges.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const GENERATED = new Set(["node_modules", "dist", "coverage"]);

/** The files below some folders, but never what is built or installed. */
function sources(...places: readonly string[]): readonly SourceFile[] {
  return places.flatMap((place) => {
    const path = join(root, place);
    if (!statSync(path).isDirectory()) return [{ path: place, text: readFileSync(path, "utf8") }];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() ? !GENERATED.has(entry.name) : isSource(entry.name)))
      .flatMap((entry) => sources(`${place}/${entry.name}`));
  });
}

function isSource(name: string): boolean {
  return /\.(ts|mjs|js|json|yaml|md)$|^run$/.test(name);
}

describe("package edges", () => {
  const files = sources("packages").filter(({ path }) => path.endsWith(".ts"));

  test("every folder of the graph holds files, so that none is checked in name only", () => {
    const empty = EDGES.filter(({ folder }) => !files.some(({ path }) => path.startsWith(`${folder}/`)));
    expect(empty.map(({ folder }) => folder)).toEqual([]);
  });

  test("the sources keep to the graph", () => {
    expect(files.flatMap(checkEdges)).toEqual([]);
  });

  const planted: readonly (readonly [path: string, text: string, fault: string | undefined])[] = [
    ["packages/model/src/a.ts", `import { IPv4 } from "ip-num";`, undefined],
    ["packages/model/src/a.ts", `import { parseFlow } from "@ovn-sim/pipeline";`, "may not import @ovn-sim/pipeline"],
    ["packages/model/src/a.ts", `import type { A } from "zod";`, "may not import zod"],
    ["packages/model/src/a.ts", `export { readFile } from "node:fs";`, "imports a Node module"],
    ["packages/model/src/a.ts", `const fs = await import("fs/promises");`, "imports a Node module"],
    ["packages/model/src/a.ts", `import "path";`, "imports a Node module"],
    ["packages/model/src/a.ts", `const home = process.env.HOME;`, "uses a Node global"],
    ["packages/model/src/a.ts", `return Buffer.from(text);`, "uses a Node global"],
    ["packages/model/src/a.ts", `// a process.\nexport const x = row.process.name;`, undefined],
    ["packages/model/src/a.ts", `import {\n  a,\n} from "../../pipeline/src/b.ts";`, "leaves its package"],
    ["packages/model/src/a.ts", `const says = "import it from ", other = "node:fs";`, undefined],
    ["packages/model/src/a.ts", `parser.require("ip");`, undefined],
    ["packages/model/src/a.ts", `const fs = require("node:fs");`, "imports a Node module"],
    ["packages/model/src/a.test.ts", `import { readFileSync } from "node:fs";`, undefined],
    ["packages/pipeline/src/trace/a.ts", `import type { Cluster } from "@ovn-sim/model";`, undefined],
    ["packages/pipeline/src/trace/a.ts", `import { x } from "@ovn-sim/model/src/x.ts";`, "goes round the door"],
    ["packages/pipeline/src/trace/a.ts", `import { IPv4 } from "ip-num";`, "may not import ip-num"],
    ["packages/pipeline/src/verify/a.ts", `import { x } from "../machine/x.ts";`, undefined],
    ["packages/pipeline/src/verify/a.ts", `import { x } from "../physical/x.ts";`, "may not import physical"],
    ["packages/pipeline/src/openflow/a.ts", `import { x } from "../release/x.ts";`, "may not import release"],
    ["packages/cli/src/a.ts", `import process from "node:process";\nprocess.exit();`, undefined],
    ["packages/cli/src/a.ts", `import { x } from "@ovn-sim/pipeline/src/x.ts";`, "goes round the door"],
  ];

  test.each(planted)("%s: %s", (path, text, fault) => {
    const found = checkEdges({ path, text });
    expect(found).toHaveLength(fault === undefined ? 0 : 1);
    if (fault !== undefined) expect(found[0]).toContain(fault);
  });
});

describe("nothing needs a folder beside the project", () => {
  test("no file names it", () => {
    expect(sources("packages", "test", "bench", ".ci", "scripts", "package.json").flatMap(checkForeignFolder)).toEqual(
      [],
    );
  });

  test("a file that names it is found", () => {
    const text = `const oracle = "${["..", "shared"].join("/")}/recordings";`;
    expect(checkForeignFolder({ path: "test/a.ts", text })).toEqual([`test/a.ts:1: ${text}`]);
  });
});
