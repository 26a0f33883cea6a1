import { describe, expect, test } from "vitest";
import { type ClusterSpec, longUuid, smallCluster } from "../../test-support/small-cluster.ts";
import { createChassisView } from "./create-view.ts";
import { isChassisResident } from "./residence.ts";

/** Two switches behind one router; hv1 has a port on `left` alone. */
const routed: ClusterSpec["tables"] = {
  Datapath_Binding: {
    left: { tunnel_key: 1, external_ids: { name: "left", "logical-switch": "n1" } },
    router: { tunnel_key: 2, external_ids: { name: "router", "logical-router": "n2" } },
    right: { tunnel_key: 3, external_ids: { name: "right", "logical-switch": "n3" } },
    lone: { tunnel_key: 4, external_ids: { name: "lone", "logical-switch": "n4" } },
  },
  Port_Binding: {
    a: { logical_port: "a", datapath: "left", tunnel_key: 1, chassis: "hv1" },
    b: { logical_port: "b", datapath: "right", tunnel_key: 1, chassis: "hv2" },
    c: { logical_port: "c", datapath: "lone", tunnel_key: 1, chassis: "hv2" },
    lr: { logical_port: "lr", datapath: "left", tunnel_key: 2, type: "patch", options: { peer: "rl" } },
    rl: { logical_port: "rl", datapath: "router", tunnel_key: 1, type: "patch", options: { peer: "lr" } },
    rr: { logical_port: "rr", datapath: "router", tunnel_key: 2, type: "patch", options: { peer: "rs" } },
    rs: { logical_port: "rs", datapath: "right", tunnel_key: 2, type: "patch", options: { peer: "rr" } },
  },
};

const two = (tables = routed, hv1: Partial<ClusterSpec["chassis"][number]> = {}, version?: string) =>
  smallCluster({
    ...(version === undefined ? {} : { version }),
    chassis: [
      { name: "hv1", ips: ["10.0.0.1"], vifs: { a: 5 }, ...hv1 },
      { name: "hv2", ips: ["10.0.0.2"] },
    ],
    tables,
  });

const viewOf = (...args: Parameters<typeof two>) => {
  const view = createChassisView(two(...args), "hv1");
  if (!view.ok) throw new Error(view.errors[0].message);
  return { ...view.value, notes: view.notes };
};

const names = (view: ReturnType<typeof viewOf>) =>
  [...view.localDatapaths.values()].map(({ datapath }) => datapath.name).toSorted();

/** A switch with uplinks into networks that hv1 has, or has not; their names end their UUIDs' first words. */
const uplinks = (networks: Readonly<Record<string, string>>): ClusterSpec["tables"] => ({
  Datapath_Binding: { left: routed["Datapath_Binding"]!["left"]! },
  Port_Binding: {
    a: routed["Port_Binding"]!["a"]!,
    ...Object.fromEntries(
      Object.entries(networks).map(([name, network], index) => [
        name,
        {
          logical_port: name,
          datapath: "left",
          tunnel_key: index + 2,
          type: "localnet",
          options: { network_name: network },
        },
      ]),
    ),
  },
});

describe("the localnet port of a switch", () => {
  const chosen = (networks: Readonly<Record<string, string>>) =>
    viewOf(uplinks(networks), { settings: { "ovn-bridge-mappings": "dc:br-ex,lab:br-ex" } }).localDatapaths.get(
      longUuid("left"),
    )!.localnet?.name;

  test.each([
    ["the one whose network is plugged", { ln_a: "elsewhere", ln_b: "dc" }, "ln_b"],
    ["none when none is", { ln_a: "elsewhere" }, undefined],
    // Of four buckets, ln_d's UUID is in the first, ln_a's in the second: OVN, `update_ld_localnet_port`.
    ["of two, the first that the table of ports gives out", { ln_a: "dc", ln_d: "lab" }, "ln_d"],
    ["whichever was written first", { ln_d: "dc", ln_a: "lab" }, "ln_d"],
  ])("is %s", (_, networks, expected) => {
    expect(chosen(networks as Readonly<Record<string, string>>)).toBe(expected);
  });

  test("is left to chance where two lie in one bucket, and a note names both", () => {
    const { notes } = viewOf(uplinks({ bbb0: "dc", ccc0: "lab" }), {
      settings: { "ovn-bridge-mappings": "dc:br-ex,lab:br-ex" },
    });
    expect(notes.map(({ code, message }) => [code, message])).toEqual([
      [
        "OVN5018",
        "bbb0 and ccc0 are localnet ports of one switch: which of them counts is left to the order in which hv1 learnt of them; bbb0 is compiled",
      ],
    ]);
  });
});

describe("the rows of Port_Binding that ovn-controller has a copy of", () => {
  const far = (port: ClusterSpec["tables"][string][string]): ClusterSpec["tables"] => ({
    ...routed,
    Port_Binding: { ...routed["Port_Binding"], c: { logical_port: "c", datapath: "lone", tunnel_key: 1, ...port } },
  });
  const NEAR = Object.keys(routed["Port_Binding"]!).length - 1;

  test.each([
    ["not a port elsewhere", { chassis: "hv2" }, NEAR],
    ["a patch port elsewhere", { type: "patch" }, NEAR + 1],
    ["a port that is wanted here", { requested_chassis: "hv1" }, NEAR + 1],
    ["a container elsewhere", { parent_port: "z" }, NEAR + 1],
    [
      "a gateway router's port of this chassis",
      { type: "l3gateway", options: { "l3gateway-chassis": "hv1" } },
      NEAR + 1,
    ],
    ["not a gateway router's port of another", { type: "l3gateway", options: { "l3gateway-chassis": "hv2" } }, NEAR],
  ])("are %s", (_, port, count) => {
    expect(viewOf(far(port as ClusterSpec["tables"][string][string])).monitoredPorts).toBe(count);
  });

  test("are all with ovn-monitor-all", () => {
    const settings = { "ovn-monitor-all": "true" };
    expect(viewOf(far({ chassis: "hv2" }), { settings }).monitoredPorts).toBe(NEAR + 1);
  });
});

describe("createChassisView", () => {
  test("an unknown chassis is refused, and the known ones are named", () => {
    expect(createChassisView(two(), "hv9")).toMatchObject({
      ok: false,
      errors: [{ code: "OVN5002", message: 'no chassis is named "hv9"', hint: "chassis in the Southbound: hv1, hv2" }],
    });
  });

  test("an unknown release is refused", () => {
    expect(createChassisView(two(routed, {}, "19.1.0"), "hv1")).toMatchObject({
      ok: false,
      errors: [{ code: "OVN5001" }],
    });
  });

  test("a Southbound that does not say its release needs to be told", () => {
    const cluster = smallCluster({ chassis: [{ name: "hv1", ips: ["10.0.0.1"] }], tables: {} });
    const silent = { ...cluster, release: undefined, southbound: { ...cluster.southbound, global: undefined } };
    expect(createChassisView(silent, "hv1")).toMatchObject({
      ok: false,
      errors: [{ code: "OVN5001", hint: "name the release with --ovn-release" }],
    });
    expect(createChassisView(silent, "hv1", { release: "25.03" })).toMatchObject({ ok: true });
  });

  test("the patch level is the Southbound's when the release is", () => {
    const patchOf = (release: string) => {
      const view = createChassisView(two(routed, {}, "25.03.0-20.41.0-77.6"), "hv1", { release });
      return view.ok ? [view.value.profile.release, view.value.profile.patch] : undefined;
    };
    expect(patchOf("25.03")).toEqual(["25.03", 0]);
    expect(patchOf("25.09")?.[0]).toBe("25.09");
    expect(patchOf("25.03.2")).toEqual(["25.03", 2]);
  });

  test("a release that is asked for wins over the Southbound's", () => {
    const view = createChassisView(two(), "hv1", { release: "24.03" });
    expect(view.ok && view.value.profile.release).toBe("24.03");
  });

  test("datapaths behind routers are local, others are not", () => {
    const view = viewOf();
    expect(names(view)).toEqual(["left", "right", "router"]);
    expect(view.localDatapaths.get(longUuid("left"))?.reachedBy).toBe("a");
    expect(view.localDatapathByKey.get(2)?.peers.map(({ local, remote }) => `${local.name}-${remote.name}`)).toEqual([
      "rl-lr",
      "rr-rs",
    ]);
  });

  test("a port that requests another chassis makes nothing local, although its interface is here", () => {
    const { Port_Binding, ...rest } = routed;
    const a = { ...Port_Binding!["a"], options: { "requested-chassis": "hv2" } };
    expect(names(viewOf({ ...rest, Port_Binding: { ...Port_Binding, a } }))).toEqual([]);
  });

  test("an interface with another iface-id-ver is not the port's", () => {
    const { Port_Binding, ...rest } = routed;
    const a = { ...Port_Binding!["a"], options: { "iface-id-ver": "2" } };
    expect(viewOf({ ...rest, Port_Binding: { ...Port_Binding, a } }).interfaces.size).toBe(0);
  });

  test("zones that an older OVN named by a datapath's UUID count for the datapath", () => {
    const view = viewOf(routed, { zones: { a: 7, [`${longUuid("left")}_dnat`]: 8, left_snat: 9 } });
    expect(Object.fromEntries(view.zones)).toMatchObject({ a: 7, left_dnat: 8, left_snat: 9 });
  });

  test("residence follows the binding", () => {
    const view = viewOf();
    expect(["a", "b", "none"].map((port) => isChassisResident(view, port))).toEqual([true, false, false]);
  });
});

describe("the peers of a datapath", () => {
  const patch = (logical_port: string, peer: string, datapath: string, tunnel_key: number) => ({
    ...{ logical_port, datapath, tunnel_key, type: "patch", options: { peer } },
  });
  const datapath = (tunnel_key: number, name: string) => ({ tunnel_key, external_ids: { name } });
  const peers = (claimed: string, names: readonly [string, string]) => {
    const [first, second] = names;
    const view = viewOf({
      Datapath_Binding: { left: datapath(1, "left"), one: datapath(2, "one"), two: datapath(3, "two") },
      Port_Binding: {
        a: { logical_port: "a", datapath: claimed, tunnel_key: 1, chassis: "hv1" },
        [first]: patch(first, "o1", "left", 2),
        [second]: patch(second, "t1", "left", 3),
        o1: patch("o1", first, "one", 4),
        t1: patch("t1", second, "two", 4),
      },
    });
    return view.localDatapaths.get(longUuid("left"))!.peers.map(({ remote }) => remote.name);
  };

  // OVN branch-26.03, controller/local_data.c: add_local_datapath__; ovsdb-idl orders equal rows of an index by UUID.
  test.each([
    ["left", ["l1", "l2"], ["o1", "t1"]],
    ["left", ["l2", "l1"], ["t1", "o1"]],
    ["two", ["l1", "l2"], ["o1", "t1"]],
  ] as const)("with a port claimed on %s and %s on the switch are %s", (claimed, names, expected) => {
    expect(peers(claimed, names)).toEqual(expected);
  });

  test("are left to chance where it matters which of two ports of one bucket is claimed first, and a note says so", () => {
    const { notes } = viewOf(
      {
        Datapath_Binding: { left: datapath(1, "left"), one: datapath(2, "one"), two: datapath(3, "two") },
        Port_Binding: {
          bbb0: { logical_port: "bbb0", datapath: "left", tunnel_key: 1, chassis: "hv1" },
          ccc0: { logical_port: "ccc0", datapath: "one", tunnel_key: 1, chassis: "hv1" },
          ln: {
            logical_port: "ln",
            datapath: "left",
            tunnel_key: 9,
            type: "localnet",
            options: { network_name: "dc" },
          },
          l1: patch("l1", "o1", "left", 2),
          l2: patch("l2", "t1", "left", 3),
          o1: patch("o1", "l1", "one", 4),
          t1: patch("t1", "l2", "two", 4),
          aa: patch("aa", "tz", "one", 5),
          tz: patch("tz", "aa", "two", 5),
        },
      },
      { vifs: { bbb0: 1, ccc0: 2 }, settings: { "ovn-bridge-mappings": "dc:br-ex" } },
    );
    expect(notes.map(({ code, message }) => [code, message])).toEqual([
      [
        "OVN5018",
        "the order of left's peers (t1, o1) is left to the order in which hv1 learnt of its ports: of which one the MAC address is restored on the physical network cannot be told; t1 is compiled",
      ],
    ]);
  });
});

describe("a container", () => {
  const claimedBy = (of: { readonly chassis: string; readonly additional_chassis?: readonly string[] }) => {
    const view = viewOf({
      Datapath_Binding: { left: { tunnel_key: 1, external_ids: { name: "left" } } },
      Port_Binding: {
        a: {
          ...{ logical_port: "a", datapath: "left", tunnel_key: 1, chassis: "hv2", additional_chassis: ["hv1"] },
          options: { "requested-chassis": "hv2,hv1" },
        },
        cc: { logical_port: "cc", datapath: "left", tunnel_key: 2, parent_port: "a", tag: 5, ...of },
      },
    });
    return view.relatedPorts.has("cc");
  };

  // OVN branch-26.03, controller/binding.c: consider_container_lport, claim_lport.
  test.each([
    [true, { chassis: "hv2", additional_chassis: ["hv1"] }],
    [false, { chassis: "hv2" }],
  ] as const)("whose parent is here as on a further chassis is claimed, %s, as the Southbound tells", (claimed, of) => {
    expect(claimedBy(of)).toBe(claimed);
  });
});

describe("predictions", () => {
  test("without the chassis's database every number is predicted, and each kind says so", () => {
    const cluster = smallCluster({
      chassis: [
        { name: "hv-long-name", ips: ["10.0.0.1", "10.1.0.1"] },
        { name: "hv2", ips: ["10.0.0.2", "10.1.0.2"] },
      ],
      tables: {
        Datapath_Binding: { s: { tunnel_key: 1, external_ids: { name: "s", "logical-switch": "n1" } } },
        Port_Binding: {
          b: { logical_port: "b", datapath: "s", tunnel_key: 2, chassis: "hv-long-name" },
          a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv-long-name" },
        },
      },
    });
    const view = createChassisView(cluster, "hv-long-name");
    if (!view.ok) throw new Error(view.errors[0].message);
    const { interfaces, tunnels, zones, predictions } = view.value;
    expect([...interfaces.values()].map(({ logicalPort, ofport }) => [logicalPort, ofport])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(tunnels.map(({ port, ofport, remoteIp, localIp }) => [port, ofport, remoteIp, localIp])).toEqual([
      ["ovn-hv2-0", 3, "10.0.0.2", "10.0.0.1"],
      ["ovn-hv2-1", 4, "10.0.0.2", "10.1.0.1"],
      ["ovn-hv2-2", 5, "10.1.0.2", "10.0.0.1"],
      ["ovn-hv2-3", 6, "10.1.0.2", "10.1.0.1"],
    ]);
    expect([...zones]).toEqual([
      ["a", 1],
      ["b", 2],
      ["s_dnat", 3],
      ["s_snat", 4],
    ]);
    expect(predictions.map(({ kind }) => kind)).toEqual(["ofports", "tunnels", "zones", "encap-ids"]);
    expect(view.notes.map(({ code }) => code)).toEqual(["OVN5005", "OVN5004", "OVN5006", "OVN5007"]);
    const other = createChassisView(cluster, "hv2");
    expect(other.ok && other.value.tunnels[0]?.port).toBe("ovn-hv-lon-0");
  });

  test.each([
    { mine: [], theirs: [], wanted: true },
    { mine: ["a"], theirs: [], wanted: false },
    { mine: [], theirs: ["a"], wanted: false },
    { mine: ["a", "b"], theirs: ["b", "c"], wanted: true },
    { mine: ["a"], theirs: ["c"], wanted: false },
  ])("transport zones $mine and $theirs: tunnel $wanted", ({ mine, theirs, wanted }) => {
    const cluster = smallCluster({
      chassis: [
        { name: "hv1", ips: ["10.0.0.1"], transportZones: mine },
        { name: "hv2", ips: ["10.0.0.2"], transportZones: theirs },
      ],
      tables: {},
    });
    const view = createChassisView(cluster, "hv1");
    expect(view.ok && view.value.tunnels.length > 0).toBe(wanted);
  });

  test("chassis of another zone are reached from gateways alone, by the best common type", () => {
    const cluster = (isInterconn: string) =>
      smallCluster({
        chassis: [
          { name: "hv1", ips: ["10.0.0.1"], types: ["vxlan", "geneve"], otherConfig: { "is-interconn": isInterconn } },
          { name: "hv2", ips: ["10.0.0.2"], types: ["vxlan"], otherConfig: { "is-remote": "true" } },
        ],
        tables: {},
      });
    const types = (from: string) => {
      const view = createChassisView(cluster(from), "hv1");
      return view.ok ? view.value.tunnels.map(({ type }) => type) : undefined;
    };
    expect(types("false")).toEqual([]);
    expect(types("true")).toEqual(["vxlan"]);
  });
});
