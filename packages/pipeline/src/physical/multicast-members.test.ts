import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClusterSpec, smallCluster } from "../../test-support/small-cluster.ts";
import { createChassisView } from "../chassis/index.ts";
import { PhysicalContext } from "./context.ts";
import { lowerMulticastGroups } from "./multicast-group.ts";
import { seenMembers } from "./multicast-members.ts";

const HOSTS = ["hv1", "hv2", "hv3", "hv4", "hv5"];

const TUNNELS = Object.fromEntries(
  HOSTS.slice(1).map((name, i) => [i + 10, [name, `10.0.0.${i + 2}`, "10.0.0.1"] as const]),
);

const host = fc.constantFrom(...HOSTS);
const member = fc.record({
  type: fc.constantFrom("", "", "", "", "patch", "localport", "remote", "l3gateway", "vtep", "external", "virtual"),
  chassis: fc.option(host, { nil: undefined }),
  additional: fc.uniqueArray(host, { maxLength: 1 }),
  datapath: fc.constantFrom("s", "s", "s", "t"),
  isPlugged: fc.boolean(),
});

const cluster = fc
  .record({
    members: fc.array(member, { minLength: 1, maxLength: 12 }),
    version: fc.constantFrom("24.03.2", "24.09.1", "25.03.1", "26.03.1"),
  })
  .map(({ members, version }): ClusterSpec => {
    const names = members.map((_, i) => `p${i}`);
    const ports = members.map(({ type, chassis, additional, datapath }, i) => {
      const bound = chassis === undefined ? {} : { chassis };
      const row = {
        logical_port: `p${i}`,
        type,
        datapath,
        tunnel_key: i + 2,
        additional_chassis: additional,
        ...bound,
      };
      return [`p${i}`, row] as const;
    });
    const here = { logical_port: "here", datapath: "s", tunnel_key: 1, chassis: "hv1" };
    const vifs = Object.fromEntries(
      names.flatMap((name, i) => (members[i]!.isPlugged ? [[name, i + 50] as const] : [])),
    );
    return {
      version,
      chassis: HOSTS.map((name, i) => ({
        name,
        ips: [`10.0.0.${i + 1}`],
        ...(name === "hv1" ? { vifs: { here: 49, ...vifs }, tunnels: TUNNELS } : {}),
      })),
      tables: {
        Datapath_Binding: { s: { tunnel_key: 5 }, t: { tunnel_key: 6 } },
        Port_Binding: { here, ...Object.fromEntries(ports) },
        Multicast_Group: {
          m: { name: "m", datapath: "s", tunnel_key: 0x8000, ports: ["here", ...names] },
          n: { name: "n", datapath: "s", tunnel_key: 0x8001, ports: names },
        },
      },
    };
  });

describe("the members of a group that a chassis looks at", () => {
  test("are its own and those that are not plain", () => {
    const ports = {
      here: { logical_port: "here", datapath: "s", tunnel_key: 1, chassis: "hv1" },
      away: { logical_port: "away", datapath: "s", tunnel_key: 2, chassis: "hv3" },
      twice: { logical_port: "twice", datapath: "s", tunnel_key: 3, chassis: "hv3", additional_chassis: ["hv2"] },
      door: { logical_port: "door", type: "patch", datapath: "s", tunnel_key: 4 },
    };
    const cluster = smallCluster({
      chassis: HOSTS.map((name, i) => ({ name, ips: [`10.0.0.${i + 1}`] })),
      tables: {
        Datapath_Binding: { s: { tunnel_key: 5 } },
        Port_Binding: ports,
        Multicast_Group: { m: { name: "m", datapath: "s", tunnel_key: 0x8000, ports: Object.keys(ports) } },
      },
    });
    const view = createChassisView(cluster, "hv1");
    if (!view.ok) throw new Error(view.errors[0].message);
    const [group] = cluster.southbound.tables.Multicast_Group.values();
    const { seen, unseen } = seenMembers(new PhysicalContext(view.value, view.value.profile), group!);
    expect(seen.map(({ facts }) => facts.port.name).toSorted()).toEqual(["door", "here", "twice"]);
    expect(unseen.map(({ chassis }) => chassis.name)).toEqual(["hv3"]);
  });

  test("give the flows that all members give", () => {
    fc.assert(
      fc.property(cluster, (spec) => {
        const view = createChassisView(smallCluster(spec), "hv1");
        if (!view.ok) throw new Error(view.errors[0].message);
        const [few, all] = [false, true].map((isEachSeen) => {
          const context = new PhysicalContext(view.value, view.value.profile);
          lowerMulticastGroups(context, isEachSeen);
          return context;
        }) as [PhysicalContext, PhysicalContext];
        expect(few.flows).toEqual(all.flows);
        expect(few.notes).toEqual(all.notes);
      }),
      { numRuns: 300 },
    );
  });
});
