import { type Cluster, createDiagnostic, type Parsed } from "@ovn-sim/model";
import { BUM_TARGETS } from "../trace/request.ts";
import { createTracer } from "../trace/tracer.ts";
import { checkTraceRules } from "./check-trace.ts";
import { FindingBook } from "./finding-book.ts";
import { isEndpoint } from "./ports.ts";
import type { VerifyOptions, VerifyReport } from "./report.ts";

/**
 * Holds a whole cluster against the rules: its rows against each other, and what flows do to a packet from every
 * port to every other. Rules that lack what they need (an Open_vSwitch database, an installed dump, a host's
 * routes) say so in `notJudged`.
 */
export function verifyCluster(cluster: Cluster, options: VerifyOptions = {}): Parsed<VerifyReport> {
  const book = new FindingBook(options.rules);
  const tracer = createTracer(cluster, options);
  const ports = [...cluster.southbound.tables.Port_Binding.values()]
    .map((row) => cluster.portOf(row))
    .filter((port) => isEndpoint(port) && port.chassis !== undefined);
  let pairs = 0;
  for (const from of ports) {
    const targets = ports.filter((to) => to !== from && to.chassis !== from.chassis).map(({ name }) => name);
    for (const to of [...targets, ...BUM_TARGETS]) {
      const traced = tracer.trace({ kind: "ports", from: from.name, to });
      if (!traced.ok) {
        if (traced.errors.some(({ code }) => code === "OVN5001")) return traced;
        book.notJudged("delivered-once", `${from.name} -> ${to}`, traced.errors[0].message);
        continue;
      }
      pairs++;
      book.judge(checkTraceRules(cluster, traced.value), "delivered-once", `${from.name} -> ${to}`, [
        "trace",
        "--from",
        from.name,
        "--to",
        to,
      ]);
    }
  }
  if (cluster.chassis.size === 0)
    return {
      ok: false,
      errors: [createDiagnostic("OVN5002", { file: cluster.southbound.file, table: "Chassis" }, "no chassis")],
    };
  return {
    ok: true,
    value: book.finish({ chassis: cluster.chassis.size, ports: ports.length, pairs, traces: pairs, flows: 0 }, []),
    notes: [],
  };
}
