import type { Cluster } from "@ovn-sim/model";
import type { Trace } from "@ovn-sim/pipeline";
import { describe, test } from "vitest";
import {
  carrierOf,
  chassisName,
  knowsDefault,
  type Scenario,
  scenarioArbitrary,
  scenarioCluster,
  southboundCluster,
  vtepIp,
  vtepIps,
} from "ovn-sim/arbitraries";
import { checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";
import { describeVerdict, judgeAll, summarise } from "./traces.ts";

/** The place of a port's VTEP in its chassis's list (OVN-FACTS, "Encap ids"). */
function encapIdOf(scenario: Scenario, port: number): number {
  const { chassis, vtep } = carrierOf(scenario, port);
  const { defaultVtep } = scenario.chassis[chassis]!;
  const ips = [...vtepIps(scenario, chassis)].sort();
  if (typeof defaultVtep === "number" && knowsDefault(scenario)) {
    const at = ips.indexOf(vtepIp(scenario, chassis, defaultVtep));
    [ips[0], ips[at]] = [ips[at]!, ips[0]!];
  }
  return typeof vtep === "number" ? ips.indexOf(vtepIp(scenario, chassis, vtep)) : 0;
}

const zoneOf = (cluster: Cluster, chassis: string, name: string): number | undefined =>
  cluster.chassis.get(chassis)?.ovs?.integrationBridge?.ctZones.get(name);

/** reg13 of a packet when its way in a hop ended. */
function reg13At(trace: Trace, hop: number): number {
  const found = /(?:^|,)reg13=(0x[0-9a-f]+|\d+)/.exec(trace.hops[hop]?.finalPacket ?? "");
  return found === null ? 0 : Number(found[1]);
}

describe("the halves of reg13 in packets", { timeout: TIMEOUT_MS }, () => {
  test("zone and encap id are each what they should be, at the source and at the destination", () => {
    checkProperty(scenarioArbitrary({ right: true }), 40, (scenario): Failure | undefined => {
      const cluster = scenarioCluster(scenario);
      for (const { from, to, trace } of judgeAll(scenario, cluster)) {
        const [source, target] = [Number(from.slice(1)) - 1, Number(to.slice(1)) - 1];
        const encapId = encapIdOf(scenario, source);
        for (const tunnel of trace.tunnels) {
          if (tunnel.hop === 0 && tunnel.encapId !== encapId) {
            return {
              message: `${from} to ${to}: encap id ${tunnel.encapId} at the tunnel, expected ${encapId}`,
              scenario,
              trace: { from, to },
            };
          }
        }
        // A routed packet is a clone, whose registers are gone when the flows end; a BUM one has many ends.
        if (Number.isNaN(target) || scenario.ports[source]!.switch !== scenario.ports[target]!.switch) continue;
        if (trace.deliveries.length !== 1) continue;
        const last = trace.hops.length - 1;
        const zones = [
          last === 0 ? zoneOf(cluster, trace.hops[0]!.chassis, to) : zoneOf(cluster, trace.hops[0]!.chassis, from),
        ];
        if (last > 0) zones.push(zoneOf(cluster, trace.hops[last]!.chassis, to));
        for (const [hop, zone] of zones.entries()) {
          const wanted = (hop === 0 ? encapId << 16 : 0) | (zone ?? -1);
          const found = reg13At(trace, hop);
          if (found === wanted) continue;
          const message = `${from} to ${to} on ${chassisName(scenario.ports[source]!.chassis)}, hop ${hop}: reg13 is 0x${found.toString(16)}, expected 0x${wanted.toString(16)}`;
          return { message, scenario, trace: { from, to } };
        }
      }
      return undefined;
    });
  });
});

describe("without the hosts' own databases", { timeout: TIMEOUT_MS }, () => {
  test("predicted tunnels obey the rules", () => {
    checkProperty(scenarioArbitrary({ right: true }), 30, (scenario): Failure | undefined => {
      for (const { from, to, verdict } of judgeAll(scenario, southboundCluster(scenario))) {
        if (summarise(verdict) === "bad")
          return { message: `${from} to ${to}: ${describeVerdict(verdict)}`, scenario, trace: { from, to } };
      }
      return undefined;
    });
  });
});
