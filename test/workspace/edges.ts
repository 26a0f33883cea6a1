/** A source file as the checkers see it. */
export type SourceFile = {
  /** From the root of the workspace, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

/** What one folder's sources may import; tests beside the sources are free. */
type Edges = {
  readonly folder: string;
  /** The packages that it may import, by name; a name's subpaths are not included. */
  readonly packages: readonly string[] | "any";
  /** Folders that it may not reach by a relative path. */
  readonly walls: readonly string[];
  /** Whether it may use what only Node has. */
  readonly node: boolean;
};

/** The whole of the allowed graph. The first entry whose folder holds a file is the one that counts. */
export const EDGES: readonly Edges[] = [
  { folder: "packages/model/src", packages: ["ip-num"], walls: [], node: false },
  {
    folder: "packages/pipeline/src/openflow",
    packages: ["@ovn-sim/model"],
    walls: ["release", "physical", "logical", "machine", "trace", "verify", "diff"],
    node: false,
  },
  {
    folder: "packages/pipeline/src/machine",
    packages: ["@ovn-sim/model"],
    walls: ["physical", "logical", "trace", "verify", "diff"],
    node: false,
  },
  // The verifier judges the compiler: it may share no code with it that chooses a tunnel.
  { folder: "packages/pipeline/src/verify", packages: ["@ovn-sim/model"], walls: ["physical", "logical"], node: false },
  { folder: "packages/pipeline/src", packages: ["@ovn-sim/model"], walls: [], node: false },
  { folder: "packages/cli/src", packages: "any", walls: [], node: true },
];

/** The three ways to name another module, each at the place in a statement where only they can stand. */
const SPECIFIER =
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|(?<![.\w])(?:import|require)\s*\(\s*["']([^"']+)["']/gm;
/** A line that is a comment, or the end of one after code; by lines, since a string can hold the marks of a block. */
const COMMENT = /^\s*(\*|\/\*|\/\/).*$|\s\/\/\s.*$/gm;
const NODE_GLOBAL = /(?<![.\w$])(process\s*\.|Buffer\b\s*[.([]|__dirname\b|__filename\b|setImmediate\s*\()/g;
const NODE_MODULE =
  /^(node:.*|assert|buffer|child_process|crypto|events|fs|http|https|net|os|path|process|stream|url|util|v8|vm|worker_threads|zlib)(\/.*)?$/;

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function checkSpecifier(file: SourceFile, edges: Edges, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    const target = normalize(`${file.path.slice(0, file.path.lastIndexOf("/"))}/${specifier}`);
    const home = file.path.split("/").slice(0, 3).join("/");
    if (!target.startsWith(`${home}/`)) return `${file.path}: leaves its package by a relative path: ${specifier}`;
    const wall = edges.walls.find((room) => target.startsWith(`${home}/${room}/`));
    return wall === undefined ? undefined : `${file.path}: ${edges.folder} may not import ${wall}: ${specifier}`;
  }
  if (NODE_MODULE.test(specifier)) return edges.node ? undefined : `${file.path}: imports a Node module: ${specifier}`;
  if (/^@ovn-sim\/[^/]+\/./.test(specifier)) return `${file.path}: goes round the door of a package: ${specifier}`;
  if (edges.packages === "any" || edges.packages.includes(specifier)) return undefined;
  return `${file.path}: ${edges.folder} may not import ${specifier}`;
}

/** Every use in one file that the allowed graph does not have, as sentences. */
export function checkEdges(file: SourceFile): readonly string[] {
  const edges = EDGES.find(({ folder }) => file.path.startsWith(`${folder}/`));
  if (edges === undefined || file.path.endsWith(".test.ts")) return [];
  const code = file.text.replaceAll(COMMENT, "");
  const found: string[] = [];
  for (const [, from, alone, called] of code.matchAll(SPECIFIER)) {
    const fault = checkSpecifier(file, edges, (from ?? alone ?? called)!);
    if (fault !== undefined) found.push(fault);
  }
  if (!edges.node)
    for (const [use] of code.matchAll(NODE_GLOBAL)) found.push(`${file.path}: uses a Node global: ${use}`);
  return found;
}

/** Where a file names the folder that lies beside the project on its makers' machine and nowhere else. */
export function checkForeignFolder(file: SourceFile): readonly string[] {
  const foreign = new RegExp(["(\\.\\.|/work)", "shared"].join("/"));
  return file.text
    .split("\n")
    .flatMap((line, index) => (foreign.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : []));
}
