import type { Cluster, Parsed } from "@ovn-sim/model";
import {
  ALLOWANCES,
  type ChassisDiff,
  compareChassis,
  createTracer,
  type FlowSet,
  summariseCluster,
  type Trace,
  type Tracer,
} from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings, type Recording, recordedTraces } from "../recordings/index.ts";
import { chassisOf, configuredVteps, type VtepsOfPort } from "./configured-vteps.ts";
import { recordedCluster, recordedFlows, recordedPorts, valueOf } from "./recorded-cluster.ts";

/** Everything about a recording that several tests need, made when first asked for. */
class Recorded {
  readonly recording: Recording;
  readonly #flows = new Map<string, FlowSet>();
  readonly #compared = new Map<string, Parsed<ChassisDiff> & { readonly ok: true }>();
  #cluster: Cluster | undefined;
  #compiled: Tracer | undefined;

  constructor(recording: Recording) {
    this.recording = recording;
  }

  get cluster(): Cluster {
    return (this.#cluster ??= recordedCluster(this.recording));
  }

  /** Traces over the flows that are compiled from the databases. */
  get compiled(): Tracer {
    return (this.#compiled ??= createTracer(this.cluster, { ports: this.portsOf }));
  }

  /** Traces over the flows that the chassis had. */
  get installed(): Tracer {
    return createTracer(this.cluster, {
      ports: this.portsOf,
      installed: (chassis) => ({ ok: true, value: this.flowsOf(chassis), notes: [] }),
    });
  }

  /** Compiled against installed flows. */
  compare(chassis: string): Parsed<ChassisDiff> & { readonly ok: true } {
    let compared = this.#compared.get(chassis);
    if (compared === undefined) {
      const found = compareChassis(this.cluster, chassis, this.flowsOf(chassis));
      if (!found.ok) throw new Error(found.errors[0].message);
      this.#compared.set(chassis, (compared = found));
    }
    return compared;
  }

  flowsOf(chassis: string): FlowSet {
    let flows = this.#flows.get(chassis);
    if (flows === undefined)
      this.#flows.set(chassis, (flows = recordedFlows(this.recording, this.#folderOf(chassis)!)));
    return flows;
  }

  readonly portsOf = (chassis: string) => {
    const folder = this.#folderOf(chassis);
    return folder === undefined ? undefined : recordedPorts(this.recording, folder);
  };

  /** A chassis goes by its system-id; the lab's folders go by names. */
  #folderOf(chassis: string): string | undefined {
    return this.recording.chassis.find((folder) => chassisOf(this.recording, folder) === chassis);
  }
}

const all = listRecordings().map((recording) => ({ name: recording.name, recorded: new Recorded(recording) }));

describe.each(all)("$name", ({ recorded }) => {
  const { recording } = recorded;

  describe.each(recording.chassis)("%s", (folder) => {
    const chassis = chassisOf(recording, folder);

    test("has the flows, groups and meters that its databases ask for, and no others", () => {
      const installed = recorded.flowsOf(chassis);
      const compared = recorded.compare(chassis);
      const { differences, groups, meters, tables, allowed } = compared.value;
      expect(differences).toEqual([]);
      expect([...tables].filter(([, { installed, same, extra }]) => installed !== same || extra > 0)).toEqual([]);
      expect([...tables.values()].reduce((sum, { same }) => sum + same, 0)).toBe(installed.flows.length);
      expect(groups).toEqual({ same: installed.groups.length, missing: [], extra: [] });
      expect(meters).toEqual({ same: installed.meters.length, missing: [], extra: [] });
      expect([...allowed.keys()].filter((id) => !Object.hasOwn(ALLOWANCES, id))).toEqual([]);
    });

    test("what could not be compiled, OVN did not install either", () => {
      const lost = recorded.compare(chassis).notes.filter(({ severity }) => severity === "error");
      const rows = new Set(lost.map(({ place }) => Number.parseInt(place.row!.slice(0, 8), 16)));
      expect(recorded.flowsOf(chassis).flows.filter(({ cookie }) => rows.has(Number(cookie)))).toEqual([]);
    });
  });

  test.each(["compiled", "installed"] as const)("every recorded packet has its outputs over %s flows", (which) => {
    const tracer = recorded[which];
    const traces = recordedTraces(recording);
    const outputs = (trace: Trace) => trace.hops[0]!.outputs.map(({ ofPort }) => ofPort);
    const ask = ({ chassis, flow }: { readonly chassis: string; readonly flow: string }) =>
      outputs(valueOf(tracer.trace({ kind: "flow", chassis, flow, oneHop: true })));
    expect(traces.map((recordedTrace) => ({ flow: recordedTrace.flow, outputs: ask(recordedTrace) }))).toEqual(
      traces.map(({ flow, outputs: wanted }) => ({ flow, outputs: wanted })),
    );
  });

  test("every port reaches every other once, from its VTEP to the other's, and what was asked for is judged", () => {
    const { cluster, compiled } = recorded;
    const ports = configuredVteps(recording);
    for (const [from, to] of connectedPairs(cluster, ports)) {
      const trace = valueOf(compiled.trace({ kind: "ports", from: from.port, to: to.port }));
      const said = { from: from.port, to: to.port };
      const deliveries = trace.deliveries.map(({ chassis, logicalPort }) => ({ chassis, logicalPort }));
      expect({ ...said, deliveries }).toEqual({
        ...said,
        deliveries: [{ chassis: to.chassis, logicalPort: to.port }],
      });
      const crossings = trace.tunnels.map(({ fromChassis, toChassis }) => ({ fromChassis, toChassis }));
      const wanted = from.chassis === to.chassis ? [] : [{ fromChassis: from.chassis, toChassis: to.chassis }];
      expect({ ...said, crossings }).toEqual({ ...said, crossings: wanted });
      for (const { sourceIp, destinationIp, asConfigured } of trace.tunnels) {
        expect({ ...said, ip: sourceIp }).toEqual({ ...said, ip: from.sends });
        expect(to.receives).toContain(destinationIp);
        const asAsked = (from.asksFor ?? sourceIp) === sourceIp && (to.asksFor ?? destinationIp) === destinationIp;
        expect({ ...said, asConfigured }).toEqual({ ...said, asConfigured: asAsked });
      }
    }
  });

  test("every compiled chassis is shown", () => {
    const { chassis } = summariseCluster(recorded.cluster);
    const wanted = recording.chassis.map((folder) => chassisOf(recording, folder));
    expect(chassis.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
  });
});

/**
 * The ordered pairs of ports between which nothing stands: no access list anywhere, chassis that may have a tunnel, one
 * switch or a router, one chassis for each, and an address on both.
 */
function connectedPairs(cluster: Cluster, ports: readonly VtepsOfPort[]): [VtepsOfPort, VtepsOfPort][] {
  const lists = cluster.northbound?.tables.ACL.size ?? 0;
  if (lists > 0) return [];
  const zones = (name: string) => cluster.chassis.get(name)?.transportZones ?? new Set<string>();
  const mayTalk = (a: string, b: string) => {
    const [here, there] = [[...zones(a)], [...zones(b)]];
    return a === b || (here.length === 0 && there.length === 0) || here.some((zone) => there.includes(zone));
  };
  const isRouted = (name: string): boolean => {
    const { uuid } = cluster.port(name)!.datapath.row;
    return cluster.southbound.portsOf(uuid).some(({ type }) => type === "patch");
  };
  const mayReach = (a: string, b: string): boolean =>
    cluster.port(a)!.datapath === cluster.port(b)!.datapath || (isRouted(a) && isRouted(b));
  const isOnOneChassis = ({ port }: VtepsOfPort): boolean => {
    const { additional_chassis, parent_port } = cluster.port(port)!.row;
    const parent = parent_port === undefined ? undefined : cluster.port(parent_port);
    return additional_chassis.length === 0 && (parent?.row.additional_chassis.length ?? 0) === 0;
  };
  const placed = ports.filter(isOnOneChassis);
  return placed.flatMap((from) =>
    placed
      .filter((to) => to !== from && mayTalk(from.chassis, to.chassis) && mayReach(from.port, to.port))
      .map((to): [VtepsOfPort, VtepsOfPort] => [from, to]),
  );
}
