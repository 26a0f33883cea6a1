import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PackedProject, ROOT } from "./packed-project.ts";

const EXAMPLE = join(ROOT, "examples/two-nodes");

/** What somebody would write who reads the documentation: from bytes to verdicts, without the command. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import { type Cluster, createCluster, type Database, type Parsed, readDatabase } from "@ovn-sim/model";
import {
  compareChassis,
  compileChassis,
  createTracer,
  diffFlows,
  formatFlow,
  parseFlows,
  traceCluster,
  verifyCluster,
  whatIf,
} from "@ovn-sim/pipeline";
import { loadSnapshot, readInstalledFlows } from "ovn-sim";

const [, , folder = ""] = process.argv;

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return parsed.value;
}

const read = (path: string): Database => must(readDatabase(readFileSync(\`\${folder}/\${path}\`), { file: path }));
const databases = ["sb.backup.db", "nb.backup.db", "node1/ovs.backup.db", "node2/ovs.backup.db"].map(read);
const cluster: Cluster = must(createCluster(databases));
const compiled = must(compileChassis(cluster, "node1"));
const installed = must(parseFlows(readFileSync(\`\${folder}/node1/flows.txt\`, "utf8")));
const set = { flows: installed.flows, groups: [], meters: [] };
const diff = must(compareChassis(cluster, "node1", set));
const same = diffFlows(compiled, compiled, { tunnelByOfport: new Map(), chassisByUnderlayAddress: new Map() });
const trace = must(traceCluster(cluster, { kind: "ports", from: "pod-a", to: "pod-b" }));
const again = must(createTracer(cluster).trace({ kind: "ports", from: "pod-a", to: "pod-b" }));
const report = must(verifyCluster(cluster));
const changed = must(whatIf(databases, ["Interface[pod-a].external_ids:encap-ip=10.30.0.1"]));
const after = must(traceCluster(must(createCluster(changed.databases)), { kind: "ports", from: "pod-a", to: "pod-b" }));
const { snapshot } = loadSnapshot([folder]);
const dumped = must(readInstalledFlows(snapshot!)("node1"));

console.log(
  JSON.stringify({
    flows: compiled.flows.length,
    first: formatFlow(compiled.flows[0]!).length > 0,
    differences: diff.differences.length + same.differences.length,
    tunnels: trace.tunnels.map(({ sourceIp, destinationIp }) => [sourceIp, destinationIp]),
    again: again.tunnels.length,
    findings: report.findings.length,
    after: after.tunnels.map(({ sourceIp }) => sourceIp),
    assumptions: changed.assumptions,
    dumped: dumped.flows.length,
  }),
);
`;

/** The same of what needs a peer. */
const TESTS = `
import fc from "fast-check";
import { clusterArbitrary } from "ovn-sim/arbitraries";
import "ovn-sim/vitest";
import { expect, test } from "vitest";

test("types", () => {
  fc.assert(
    fc.property(clusterArbitrary({ right: true }), ({ cluster }) => {
      expect(cluster).toSelectVtepsByInterface();
      expect(cluster).toHaveNoFindings({ rules: ["source-vtep"] });
      expect("snapshot/").toDeliver({ from: "a", to: "b", proto: "tcp", port: 80 });
      expect("snapshot/").not.toUseVteps({ from: "a", to: "b", source: "10.0.0.1" });
      // @ts-expect-error no such rule
      expect(cluster).toHaveNoFindings({ rules: ["no-such-rule"] });
    }),
  );
});
`;

describe("the packed packages", { timeout: 300_000 }, () => {
  let project: PackedProject;
  beforeAll(() => {
    project = new PackedProject();
  }, 600_000);
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  test("hold no tests and no sources of others", () => {
    for (const name of ["@ovn-sim/model", "@ovn-sim/pipeline", "ovn-sim"]) {
      const home = join(project.folder, "node_modules", name);
      const manifest = readFileSync(join(home, "package.json"), "utf8");
      expect(manifest).not.toContain("workspace:");
      expect(manifest).not.toContain("ovn-sim-source");
    }
  });

  test("compile in a project of their own, and run", () => {
    project.link("@types/node");
    project.write("program.ts", PROGRAM);
    project.compile();
    expect(JSON.parse(project.run("out/program.js", EXAMPLE))).toEqual({
      flows: 652,
      first: true,
      differences: 0,
      tunnels: [["10.20.0.1", "10.20.0.2"]],
      again: 1,
      findings: 0,
      after: ["10.30.0.1"],
      assumptions: [
        'what if node1/Interface[pod-a].external_ids:encap-ip = "10.30.0.1" (was "10.20.0.1")',
        "as ovn-controller of node1 would: Port_Binding[pod-a].encap = geneve 10.30.0.1 (was geneve 10.20.0.1)",
      ],
      dumped: 652,
    });
  });

  test("the command runs", () => {
    expect(project.run("node_modules/ovn-sim/bin/ovn-sim.js", "show", EXAMPLE)).toMatch(/^OVN 26\.03: 2 chassis/);
  });

  test("its worker threads find the program", () => {
    const report = (jobs: string): string =>
      project.run("node_modules/ovn-sim/bin/ovn-sim.js", "verify", EXAMPLE, "--format", "json", "--jobs", jobs);
    expect(report("2")).toBe(report("1"));
    const flows = join(project.folder, "flows");
    const told = project.run("node_modules/ovn-sim/bin/ovn-sim.js", "flows", EXAMPLE, "--all", "--output", flows);
    expect(told).toContain(`node1  652 flows  ${join(flows, "node1/flows.txt")}`);
  });

  test("types of the matchers and generators compile beside their peers", () => {
    project.link("@types/node", "vitest", "fast-check");
    project.write("peers.ts", TESTS);
    expect(() => project.compile()).not.toThrow();
  });

  const ALL = `
    export * from "@ovn-sim/model";
    export * from "@ovn-sim/pipeline";
  `;
  const SOME = `export { parseFlows, formatFlow } from "@ovn-sim/pipeline";`;

  async function bundle(code: string): Promise<{ readonly bytes: number; readonly metafile: Metafile }> {
    const built = await build({
      stdin: { contents: code, resolveDir: project.folder },
      bundle: true,
      platform: "browser",
      format: "esm",
      target: "es2023",
      minify: true,
      write: false,
      metafile: true,
    });
    return { bytes: built.outputFiles[0]!.contents.length, metafile: built.metafile };
  }

  test("model and pipeline bundle for a browser, without anything of Node", async ({ annotate }) => {
    const { bytes, metafile } = await bundle(ALL);
    const outside = Object.keys(metafile.inputs).filter((path) => !/node_modules|<stdin>/.test(path));
    expect(outside).toEqual([]);
    await annotate(`all of model and pipeline: ${Math.round(bytes / 1024)} KiB minified`);
    expect(bytes).toBeLessThan(1 << 20);
  });

  test("only what is imported is bundled", async ({ annotate }) => {
    const [some, all] = [await bundle(SOME), await bundle(ALL)];
    await annotate(`reading flows alone: ${Math.round(some.bytes / 1024)} KiB minified`);
    expect(some.bytes).toBeLessThan(all.bytes / 4);
    const inputs = Object.values(Object.values(some.metafile.outputs)[0]!.inputs);
    expect(inputs.filter(({ bytesInOutput }) => bytesInOutput > 0).length).toBeGreaterThan(5);
  });
});
