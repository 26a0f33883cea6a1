import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { SUITES } from "./release.ts";

/** A root file system that has OVN's packages installed. */
export type Root = { readonly path: string; readonly release: string };

/** Everything that the lab keeps lies here, unless `OVN_SIM_LAB_ROOTS` names another place for the roots. */
export const LAB_FOLDER = resolve(".lab");

const PACKAGES = "ovn-central,ovn-host,openvswitch-switch";

export function rootsFolder(): string {
  return resolve(process.env["OVN_SIM_LAB_ROOTS"] ?? join(LAB_FOLDER, "roots"));
}

/** The release that a root holds, from the version of its packages; its folder's name does not count. */
function releaseOf(path: string): string | undefined {
  const status = join(path, "var/lib/dpkg/status");
  if (!existsSync(join(path, "usr/bin/ovn-controller")) || !existsSync(status)) return undefined;
  return /^Package: ovn-host$(?:\n.+)*?\nVersion: (\d+\.\d+)/m.exec(readFileSync(status, "utf8"))?.[1];
}

export function findRoot(release: string): Root | undefined {
  const folder = rootsFolder();
  if (!existsSync(folder)) return undefined;
  const path = readdirSync(folder)
    .map((name) => join(folder, name))
    .find((candidate) => releaseOf(candidate) === release);
  return path === undefined ? undefined : { path, release };
}

/** Why this machine cannot run any lab, or `undefined` when it can. */
export function whyNoLab(): string | undefined {
  if (process.platform !== "linux") return `a lab needs Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "a lab needs root, for chroot";
  return undefined;
}

/** Why a lab of this release cannot be run here, or `undefined` when it can. */
export function whyNoRoot(release: string): string | undefined {
  const why = whyNoLab();
  if (why !== undefined) return why;
  const root = findRoot(release);
  if (root === undefined) return `no root with OVN ${release} in ${rootsFolder()}: pnpm lab root ${release}`;
  try {
    execFileSync("chroot", [root.path, "/usr/bin/ovn-controller", "--version"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `OVN ${release} does not start in ${root.path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function aptMirror(): string {
  const sources = "/etc/apt/sources.list.d/debian.sources";
  const text = existsSync(sources) ? readFileSync(sources, "utf8") : "";
  return /^URIs: *(\S+)/m.exec(text)?.[1] ?? "http://deb.debian.org/debian";
}

/** Installs a release into a root of its own with debootstrap; gives the one that is there when there is one. */
export function makeRoot(release: string): Root {
  const found = findRoot(release);
  if (found !== undefined) return found;
  const suite = SUITES[release]!;
  const path = join(rootsFolder(), release);
  mkdirSync(rootsFolder(), { recursive: true });
  try {
    execFileSync("debootstrap", ["--variant=minbase", `--include=${PACKAGES}`, suite, path, aptMirror()], {
      stdio: ["ignore", "inherit", "inherit"],
    });
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw new Error(`debootstrap of ${suite} failed; it needs root, the network and \`apt-get install debootstrap\``, {
      cause: error,
    });
  }
  const made = findRoot(release);
  if (made === undefined) throw new Error(`Debian ${suite} does not hold OVN ${release} (any more): see ${path}`);
  return made;
}
