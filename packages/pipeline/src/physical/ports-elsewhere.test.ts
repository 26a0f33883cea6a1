import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClusterSpec, smallCluster } from "../../test-support/small-cluster.ts";
import { type ChassisView, createChassisView } from "../chassis/index.ts";
import { PhysicalContext } from "./context.ts";
import { lowerPhysical, lowerPhysicalOnDemand, lowerPorts } from "./lower-physical.ts";

const HOSTS = ["hv1", "hv2", "hv3", "hv4"];

/** hv2 is reached by each pair of addresses, hv3 by one, hv4 by none. */
const TUNNELS = {
  10: ["hv2", "10.0.0.2", "10.0.0.1"],
  11: ["hv2", "10.0.1.2", "10.0.0.1"],
  12: ["hv2", "10.0.0.2", "10.0.1.1"],
  13: ["hv2", "10.0.1.2", "10.0.1.1"],
  14: ["hv3", "10.0.0.3", "10.0.1.1"],
} as const;

const host = fc.constantFrom(...HOSTS);
/** Nearly always nothing: most ports shall be plain. */
const seldom = <T, N>(arbitrary: fc.Arbitrary<T>, nothing: N): fc.Arbitrary<T | N> =>
  fc.oneof({ arbitrary: fc.constant(nothing), weight: 9 }, { arbitrary, weight: 1 });
const port = fc.record({
  type: seldom(fc.constantFrom("patch", "localport", "remote", "mirror", "localnet"), ""),
  chassis: fc.constantFrom("hv2", ...HOSTS, undefined),
  /** Which address of its chassis the port was given. */
  encap: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
  additional: seldom(fc.tuple(host), []),
  parent: seldom(fc.constant("p0"), undefined),
  options: seldom(fc.constantFrom({ "is-nf": "true" }, { "redirect-type": "bridged" }, { "iface-id-ver": "1" }), {}),
  datapath: fc.constantFrom("s", "s", "s", "t"),
  key: fc.integer({ min: 1, max: 9 }),
  isPlugged: seldom(fc.constant(true), false),
  zone: seldom(fc.integer({ min: 1, max: 9 }), undefined),
});

const clusterSpec = fc
  .record({
    ports: fc.array(port, { minLength: 1, maxLength: 12 }),
    version: fc.constantFrom("24.03.2", "24.09.1", "25.03.1", "26.03.1"),
    tunnelType: fc.constantFrom("geneve", "vxlan"),
    hasTwins: seldom(fc.constant(true), false),
  })
  .map(({ ports, version, tunnelType, hasTwins }): ClusterSpec => {
    const rows = ports.map(({ type, chassis, encap, additional, parent, options, datapath, key }, i) => ({
      logical_port: hasTwins && i > 0 ? `p${i - 1}` : `p${i}`,
      type,
      datapath,
      tunnel_key: key,
      additional_chassis: additional,
      options,
      ...(chassis === undefined ? {} : { chassis }),
      ...(chassis === undefined || encap === undefined
        ? {}
        : { encap: `${chassis}/${tunnelType}/10.0.${encap}.${HOSTS.indexOf(chassis) + 1}` }),
      ...(parent === undefined ? {} : { parent_port: parent }),
    }));
    const byPort = (pick: (one: (typeof ports)[number], i: number) => number | undefined): Record<string, number> =>
      Object.fromEntries(
        ports.flatMap((one, i) => {
          const value = pick(one, i);
          return value === undefined ? [] : [[`p${i}`, value] as const];
        }),
      );
    return {
      version,
      chassis: HOSTS.map((name, i) => ({
        name,
        ips: [`10.0.0.${i + 1}`, `10.0.1.${i + 1}`],
        types: [tunnelType],
        ...(name === "hv1"
          ? {
              vifs: { here: 49, ...byPort(({ isPlugged }, i) => (isPlugged ? i + 50 : undefined)) },
              zones: byPort(({ zone }) => zone),
              tunnels: TUNNELS,
              tunnelType,
            }
          : {}),
      })),
      tables: {
        Datapath_Binding: { s: { tunnel_key: 5 }, t: { tunnel_key: 6 } },
        Port_Binding: {
          here: { logical_port: "here", datapath: "s", tunnel_key: 10, chassis: "hv1" },
          there: { logical_port: "there", datapath: "t", tunnel_key: 10, chassis: "hv1" },
          ...Object.fromEntries(rows.map((row, i) => [`row${i}`, row])),
        },
      },
    };
  });

function viewOf(spec: ClusterSpec): ChassisView {
  const view = createChassisView(smallCluster(spec), "hv1");
  if (!view.ok) throw new Error(view.errors[0].message);
  return view.value;
}

test("plain ports elsewhere have the flows that they have when each port is looked at", () => {
  fc.assert(
    fc.property(clusterSpec, (spec) => {
      const view = viewOf(spec);
      const [few, all] = [false, true].map((isEachLookedAt) => {
        const context = new PhysicalContext(view, view.profile);
        lowerPorts(context, isEachLookedAt);
        return context;
      }) as [PhysicalContext, PhysicalContext];
      expect(few.flows).toEqual(all.flows);
      expect(few.notes).toEqual(all.notes);
      expect(few.tunnelled).toEqual(all.tunnelled);
    }),
    { numRuns: 300 },
  );
});

test("the flows that are made when they are asked for are those that are made at once", () => {
  fc.assert(
    fc.property(clusterSpec, (spec) => {
      const view = viewOf(spec);
      const onDemand = lowerPhysicalOnDemand(view);
      const keys = Array.from({ length: 10 }, (_, i) => i + 1);
      const later = [5, 6].flatMap((datapath) =>
        keys.flatMap((key) => [...onDemand.flowsTo(datapath, key), ...onDemand.zoneLookupsOf(datapath, key)]),
      );
      const text = (flow: unknown): string => JSON.stringify(flow);
      expect([...onDemand.flows, ...later].map(text).sort()).toEqual(lowerPhysical(view).flows.map(text).sort());
    }),
  );
});
