import { verifyCluster } from "@ovn-sim/pipeline";
import { loadSnapshot } from "ovn-sim";
import { scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { expect, test } from "vitest";
import { valueOf } from "../conformance/recorded-cluster.ts";
import { listRecordings } from "../recordings/index.ts";
import { checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";

test("one port of each chassis, switch and VTEP shows every rule that is broken", { timeout: TIMEOUT_MS }, () => {
  let saved = 0;
  checkProperty(scenarioArbitrary({ right: false }), 60, (scenario): Failure | undefined => {
    const cluster = scenarioCluster(scenario);
    const all = valueOf(verifyCluster(cluster));
    const some = valueOf(verifyCluster(cluster, { pairs: "per-vtep" }));
    saved += all.checked.pairs - some.checked.pairs;
    const broken = rulesOf(all).filter((rule) => !rulesOf(some).includes(rule));
    if (broken.length > 0) return { message: `found between all ports alone: ${broken.join(", ")}`, scenario };
    const told = new Set(all.findings.map(({ rule, subject }) => `${rule} ${subject}`));
    const more = some.findings.filter(({ rule, subject }) => !told.has(`${rule} ${subject}`));
    return more.length > 0 ? { message: `found between few ports alone: ${more[0]!.message}`, scenario } : undefined;
  });
  expect(saved).toBeGreaterThan(0);
});

function rulesOf({ findings }: { readonly findings: readonly { readonly rule: string }[] }): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

test("what one port stands for is said, and nothing where each stands for itself", () => {
  const wrong: string[] = [];
  for (const recording of listRecordings()) {
    const { cluster } = loadSnapshot([recording.path]).snapshot!;
    const all = valueOf(verifyCluster(cluster)).checked;
    const { checked, assumptions } = valueOf(verifyCluster(cluster, { pairs: "per-vtep" }));
    const told = assumptions.filter((text) => text.startsWith("packets are followed between"));
    if (told.length !== (checked.pairs < all.pairs ? 1 : 0) || checked.ports !== all.ports) wrong.push(recording.name);
  }
  expect(wrong).toEqual([]);
});
