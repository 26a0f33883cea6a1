import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

type Manifest = { readonly name: string; readonly dependencies?: Readonly<Record<string, string>> };

const bin = (name: string): string => join(ROOT, "node_modules/.bin", name);

/** What a step may take on a busy machine. */
const MOST_MS = 240_000;

function execute(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: MOST_MS });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error });
  }
}

/** A folder with the three packages as they would be published, and nothing that they do not ask for. */
export class PackedProject {
  readonly folder = mkdtempSync(join(tmpdir(), "ovn-sim-library-"));
  readonly #modules = join(this.folder, "node_modules");

  /** Compiles and packs the packages, and unpacks the tarballs where an installation would put them. */
  constructor() {
    execute(bin("tsc"), ["-b", "packages/cli"], ROOT);
    const tarballs = join(this.folder, "tarballs");
    mkdirSync(tarballs);
    const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      packageManager: string;
    };
    const pack = ["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", tarballs];
    execute("npx", ["--yes", "--prefer-offline", packageManager, ...pack], ROOT);
    for (const tarball of readdirSync(tarballs)) this.#unpack(join(tarballs, tarball));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "scratch", type: "module" }));
  }

  #unpack(tarball: string): void {
    execute("tar", ["-xzf", tarball, "-C", this.folder], ROOT);
    const unpacked = join(this.folder, "package");
    const { name, dependencies = {} } = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as Manifest;
    const home = join(this.#modules, name);
    mkdirSync(dirname(home), { recursive: true });
    renameSync(unpacked, home);
    const others = Object.keys(dependencies).filter((one) => !one.startsWith("@ovn-sim/"));
    for (const other of others) this.#link(other);
  }

  /** What the packages depend on, as the workspace has it. */
  #link(name: string): void {
    const places = ["packages/model", "packages/pipeline", "packages/cli", "."];
    const found = places.map((place) => join(ROOT, place, "node_modules", name)).find((path) => existsSync(path));
    if (found === undefined) throw new Error(`the workspace has no ${name}`);
    const path = join(this.#modules, name);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(found, path);
  }

  /** Adds packages that a project brings itself: types, and optional peers. */
  link(...names: readonly string[]): void {
    for (const name of names) this.#link(name);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Compiles the project with the strictest types, those of the packages too. */
  compile(): void {
    const compilerOptions = {
      target: "es2023",
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      types: ["node"],
      outDir: "out",
      rootDir: ".",
    };
    this.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    execute(bin("tsc"), ["-p", "."], this.folder);
  }

  run(path: string, ...args: readonly string[]): string {
    return execute(process.execPath, [join(this.folder, path), ...args], this.folder);
  }
}
