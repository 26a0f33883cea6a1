import { describe, expect, test } from "vitest";
import type { Database } from "../ovsdb/value.ts";
import { databaseOf, stringsOf, type TestTables } from "../rows/test-database.test.ts";
import type { TypedDatabase } from "../rows/types.ts";
import { createCluster } from "./create.ts";
import { describeDatapath } from "./datapath.ts";

const database = (name: TypedDatabase, file: string, tables: TestTables): Database =>
  databaseOf({ name, file, tables });

const SWITCH = "6a3a3f3e-0000-4000-8000-00000000000a";

const southboundTables: TestTables = {
  SB_Global: { g: { options: stringsOf({ northd_internal_version: "26.03.1-21.8.0-82.14" }) } },
  Chassis: {
    c2: {
      name: "hv2",
      encaps: ["e2a"],
      other_config: stringsOf({ "is-remote": "true", "ovn-bridge-mappings": "phys:br-ex" }),
    },
    c1: {
      name: "hv1",
      encaps: ["e1a", "e1b"],
      transport_zones: ["tz"],
      other_config: stringsOf({ "is-interconn": "true" }),
    },
  },
  Encap: {
    e1a: { ip: "10.0.1.1", type: "geneve", chassis_name: "hv1" },
    e1b: { ip: "10.0.2.1", type: "geneve", chassis_name: "hv1" },
    e2a: { ip: "10.0.1.2", type: "geneve", chassis_name: "hv2" },
  },
  Datapath_Binding: {
    [SWITCH]: { tunnel_key: 1, external_ids: stringsOf({ name: "neutron-1", name2: "web", "logical-switch": "n1" }) },
    d2: { tunnel_key: 2, type: "logical-router", nb_uuid: "n2", external_ids: stringsOf({ name: "lr" }) },
  },
  Port_Binding: {
    p1: { logical_port: "vm1", datapath: SWITCH, tunnel_key: 1, chassis: "c1", encap: "e1b" },
    p2: {
      logical_port: "vm2",
      datapath: SWITCH,
      tunnel_key: 2,
      chassis: "c1",
      additional_chassis: ["c2"],
      additional_encap: ["e2a"],
    },
    p3: { logical_port: "nested", datapath: SWITCH, tunnel_key: 3, parent_port: "vm1", tag: 5 },
    p4: {
      logical_port: "lrp",
      datapath: "d2",
      tunnel_key: 1,
      type: "patch",
      options: stringsOf({ peer: "lsp" }),
      ha_chassis_group: "h1",
    },
    p5: { logical_port: "lsp", datapath: SWITCH, tunnel_key: 4, type: "patch", options: stringsOf({ peer: "lrp" }) },
  },
  HA_Chassis_Group: { h1: { name: "gw" } },
  HA_Chassis: {},
  Multicast_Group: { m1: { name: "_MC_flood", datapath: SWITCH, tunnel_key: 32768, ports: ["p1", "p2"] } },
  Logical_DP_Group: { dg: { datapaths: [SWITCH, "d2"] } },
  Logical_Flow: {
    f1: { logical_datapath: SWITCH, pipeline: "ingress", table_id: 3 },
    f2: { logical_dp_group: "dg", pipeline: "egress", table_id: 3 },
  },
};

const southbound = (changes: TestTables = {}): Database =>
  database("OVN_Southbound", "sb.db", { ...southboundTables, ...changes });

type OvsOptions = {
  readonly file?: string;
  readonly externalIds?: Record<string, string>;
  readonly otherConfig?: Record<string, string>;
};

function openVswitch({ file = "hv1/conf.db", externalIds = {}, otherConfig = {} }: OvsOptions): Database {
  return database("Open_vSwitch", file, {
    Open_vSwitch: {
      o: { external_ids: stringsOf(externalIds), other_config: stringsOf(otherConfig), bridges: ["b1", "b2"] },
    },
    Bridge: {
      b1: {
        name: "br-int",
        ports: ["p1", "p2", "p3"],
        external_ids: stringsOf({ "ct-zone-vm1": "7", "ct-zone-bad": "x", [`ct-zone-${SWITCH}_snat`]: "9" }),
      },
      b2: { name: "br-two", ports: [] },
    },
    Port: {
      p1: { name: "vif1", interfaces: ["i1"] },
      p2: {
        name: "ovn-hv2-0",
        interfaces: ["i2"],
        external_ids: stringsOf({ "ovn-chassis-id": "hv2@10.0.1.2%10.0.1.1" }),
      },
      p3: { name: "br-int", interfaces: ["i3"], external_ids: stringsOf({ "ovn-chassis-id": "nonsense" }) },
    },
    Interface: {
      i1: { name: "vif1", ofport: 3, external_ids: stringsOf({ "iface-id": "vm1", "encap-ip": "10.0.2.1" }) },
      i2: { name: "ovn-hv2-0", type: "geneve", ofport: 5, options: stringsOf({ remote_ip: "10.0.1.2" }) },
      i3: { name: "br-int", type: "internal", ofport: -1 },
    },
  });
}

const HV1 = { "system-id": "hv1", "ovn-encap-ip": "10.0.2.1,10.0.1.1" };

function linked(databases: readonly Database[]) {
  const parsed = createCluster(databases);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("; "));
  return { cluster: parsed.value, codes: parsed.notes.map(({ code }) => code) };
}

function refused(databases: readonly Database[]): readonly string[] {
  const parsed = createCluster(databases);
  return parsed.ok ? [] : parsed.errors.map(({ code, message }) => `${code} ${message}`);
}

describe("a Southbound alone", () => {
  const { cluster, codes } = linked([southbound()]);

  test("gives every chassis, by name", () => {
    expect(codes).toEqual([]);
    expect([...cluster.chassis.keys()]).toEqual(["hv1", "hv2"]);
    expect(cluster.chassisByUuid.get("c2")).toBe(cluster.chassis.get("hv2"));
    expect(cluster.release).toBe("26.03");
    expect(cluster.northbound).toBeUndefined();
  });

  test("tells of a chassis what ovn-controller copied there", () => {
    const [hv1, hv2] = [...cluster.chassis.values()];
    expect(hv1).toMatchObject({ isInterconn: true, isRemote: false, transportZones: new Set(["tz"]), ovs: undefined });
    expect(hv2).toMatchObject({ isInterconn: false, isRemote: true, bridgeMappings: new Map([["phys", "br-ex"]]) });
    expect(hv1?.vteps).toMatchObject({ source: "southbound", default: { kind: "none" } });
    expect(hv1?.encaps.map(({ ip }) => ip)).toEqual(["10.0.1.1", "10.0.2.1"]);
  });

  test("links ports to what they refer to", () => {
    const vm1 = cluster.port("vm1")!;
    expect(vm1.chassis?.name).toBe("hv1");
    expect(vm1.encap?.ip).toBe("10.0.2.1");
    const vm2 = cluster.port("vm2")!;
    expect(vm2.encap).toBeUndefined();
    expect(vm2.additionalChassis.map(({ name }) => name)).toEqual(["hv2"]);
    expect(vm2.additionalEncaps.map(({ ip }) => ip)).toEqual(["10.0.1.2"]);
    expect(cluster.port("nested")?.parent).toBe(vm1.row);
    expect(cluster.port("lrp")?.peer).toBe(cluster.port("lsp")?.row);
    expect(cluster.port("lrp")?.haChassisGroup?.name).toBe("gw");
    expect(cluster.port("vm1")).toBe(vm1);
    expect(cluster.portOf(vm1.row)).toBe(vm1);
    expect(cluster.port("nobody")).toBeUndefined();
  });

  test("names datapaths, in the old style and in that of 25.09", () => {
    const one = cluster.datapath(SWITCH)!;
    expect(one).toMatchObject({ kind: "switch", name: "neutron-1", alias: "web", northboundUuid: "n1" });
    expect(describeDatapath(one)).toBe("switch neutron-1 (web)");
    const two = cluster.datapath("d2")!;
    expect(two).toMatchObject({ kind: "router", name: "lr", alias: undefined, northboundUuid: "n2" });
    expect(describeDatapath(two)).toBe("router lr");
    expect(cluster.datapath("d3")).toBeUndefined();
  });

  test("finds rows by what the flows carry", () => {
    const { southbound: sb } = cluster;
    expect(sb.datapathByKey.get(2)?.uuid).toBe("d2");
    expect(sb.portsOf(SWITCH).map(({ logical_port }) => logical_port)).toEqual(["vm1", "vm2", "nested", "lsp"]);
    expect(sb.portByKey(SWITCH, 2)?.logical_port).toBe("vm2");
    expect(sb.groupByKey(SWITCH, 32768)?.name).toBe("_MC_flood");
    expect(sb.groupsOf("d2")).toEqual([]);
    expect(sb.flowsOf(SWITCH).map(({ uuid }) => uuid)).toEqual(["f1", "f2"]);
    expect(sb.flowsOf("d2").map(({ uuid }) => uuid)).toEqual(["f2"]);
    expect(sb.flowsIn(SWITCH, true, 3).map(({ uuid }) => uuid)).toEqual(["f1"]);
    expect(sb.flowsIn(SWITCH, false, 3).map(({ uuid }) => uuid)).toEqual(["f2"]);
    expect(sb.flowsIn("d2", true, 3)).toEqual([]);
  });
});

describe("a chassis with its own database", () => {
  const { cluster, codes } = linked([openVswitch({ externalIds: HV1 }), southbound()]);
  const hv1 = cluster.chassis.get("hv1")!;
  const bridge = hv1.ovs!.integrationBridge!;

  test("has its interfaces by name, logical port and OpenFlow port", () => {
    expect(bridge.interfaces.map(({ name }) => name)).toEqual(["vif1", "ovn-hv2-0", "br-int"]);
    expect(bridge.byIfaceId.get("vm1")).toEqual([bridge.byName.get("vif1")]);
    expect(bridge.byOfport.get(3)).toMatchObject({ name: "vif1", encapIp: "10.0.2.1" });
    expect(bridge.byName.get("br-int")?.ofport).toBeUndefined();
  });

  test("has its tunnels and conntrack zones, and tells what it cannot read of them", () => {
    const pair = { kind: "pair", chassis: "hv2", remoteIp: "10.0.1.2", localIp: "10.0.1.1" };
    expect(bridge.tunnels.map(({ name, type, ofport, id }) => ({ name, type, ofport, id }))).toEqual([
      { name: "ovn-hv2-0", type: "geneve", ofport: 5, id: pair },
    ]);
    expect([...bridge.ctZones]).toEqual([
      ["vm1", 7],
      ["neutron-1_snat", 9],
    ]);
    expect(codes).toEqual(["OVN2025", "OVN2026"]);
  });

  test("takes its VTEPs from there", () => {
    expect(hv1.vteps.source).toBe("open-vswitch");
    expect(hv1.vteps.list.map(({ ip }) => ip)).toEqual(["10.0.1.1", "10.0.2.1"]);
    expect(hv1.setting("ovn-encap-ip")).toEqual({ value: "10.0.2.1,10.0.1.1", from: "ovn-encap-ip" });
    expect(cluster.chassis.get("hv2")?.ovs).toBeUndefined();
  });

  test("keys of this controller win", () => {
    const externalIds = { ...HV1, "ovn-bridge": "br-none", "ovn-bridge-hv1": "br-two", "ovn-monitor-all-hv1": "true" };
    const mine = linked([southbound(), openVswitch({ externalIds })]).cluster.chassis.get("hv1")!;
    expect(mine.ovs?.integrationBridge?.name).toBe("br-two");
    expect(mine.monitorAll).toBe(true);
  });

  test("a second controller on the host has its own bridge of the same database", () => {
    const externalIds = { ...HV1, "ovn-bridge-hv2": "br-two", "ovn-encap-ip-hv2": "10.0.1.2" };
    const otherConfig = { "ovn-chassis-idx-hv1": "", "ovn-chassis-idx-hv2": "0" };
    const both = linked([southbound(), openVswitch({ externalIds, otherConfig })]).cluster.chassis;
    expect(both.get("hv2")?.ovs).toMatchObject({ chassisIndex: "0", integrationBridge: { name: "br-two" } });
    expect(both.get("hv2")?.vteps.list.map(({ ip }) => ip)).toEqual(["10.0.1.2"]);
    expect(both.get("hv1")?.ovs).toMatchObject({ chassisIndex: "", integrationBridge: { name: "br-int" } });
  });

  test("an index left by an earlier name of the host gives it no second chassis", () => {
    const otherConfig = { "ovn-chassis-idx-hv1": "", "ovn-chassis-idx-hv2": "0" };
    const both = linked([southbound(), openVswitch({ externalIds: HV1, otherConfig })]).cluster.chassis;
    expect(both.get("hv2")?.ovs).toBeUndefined();
  });

  test("without a system-id the controller's own index tells the name", () => {
    const host = openVswitch({
      externalIds: { "ovn-encap-ip": "10.0.1.1,10.0.2.1" },
      otherConfig: { "ovn-chassis-idx-hv1": "" },
    });
    expect(linked([southbound(), host]).cluster.chassis.get("hv1")?.ovs?.file).toBe("hv1/conf.db");
  });
});

describe("what does not fit together", () => {
  test("no Southbound", () => {
    expect(refused([])).toEqual(["OVN2010 found no OVN_Southbound database, expected one"]);
    expect(refused([openVswitch({ externalIds: HV1 })])).toEqual([
      "OVN2010 found no OVN_Southbound database, expected one",
    ]);
  });

  test("two Southbounds", () => {
    const other = { ...southbound(), file: "other.db" };
    expect(refused([southbound(), other])).toEqual([
      "OVN2011 found a second OVN_Southbound database, expected one; the first is sb.db",
    ]);
  });

  test("two databases of one chassis", () => {
    const databases = [
      southbound(),
      openVswitch({ externalIds: HV1 }),
      openVswitch({ externalIds: HV1, file: "copy/conf.db" }),
    ];
    expect(refused(databases)[0]).toBe(
      "OVN2013 found system-id hv1, which hv1/conf.db also has; expected one database for a chassis",
    );
  });

  test("databases that nothing is known of are told and left out", () => {
    const nameless = openVswitch({ file: "a.db" });
    const foreign = openVswitch({ file: "b.db", externalIds: { "system-id": "hv9" } });
    const empty = database("Open_vSwitch", "c.db", { Open_vSwitch: {} });
    const strange = { ...southbound(), name: "_Server", file: "d.db" };
    const { cluster, codes } = linked([southbound(), nameless, foreign, empty, strange]);
    expect(codes).toEqual(["OVN2018", "OVN2015", "OVN2015", "OVN2014"]);
    expect([...cluster.chassis.values()].every(({ ovs }) => ovs === undefined)).toBe(true);
  });

  test("several Northbounds: none is used", () => {
    const nb = (file: string) => database("OVN_Northbound", file, { NB_Global: { g: { name: "" } } });
    expect(linked([southbound(), nb("nb.db")]).cluster.northbound?.file).toBe("nb.db");
    const { cluster, codes } = linked([southbound(), nb("nb1.db"), nb("nb2.db")]);
    expect(cluster.northbound).toBeUndefined();
    expect(codes).toEqual(["OVN2012"]);
  });

  test("a chassis that no tunnel can reach", () => {
    const tables = { Chassis: { c1: { name: "hv1", encaps: ["e1a"] }, c3: { name: "hv3", encaps: [] } } };
    const { cluster, codes } = linked([southbound(tables)]);
    expect(codes).toEqual(["OVN2016"]);
    expect(cluster.chassis.get("hv3")?.vteps.list).toEqual([]);
  });

  test("a name given twice, a version that is none", () => {
    const { cluster, codes } = linked([
      southbound({
        SB_Global: { g: { options: stringsOf({ northd_internal_version: "next" }) } },
        Chassis: { c1: { name: "hv1", encaps: ["e1a"] }, c2: { name: "hv1", encaps: ["e1b"] } },
      }),
    ]);
    expect(codes).toEqual(["OVN2004", "OVN2027"]);
    expect(cluster.chassis.get("hv1")?.row.uuid).toBe("c1");
    expect(cluster.release).toBeUndefined();
  });

  test("an integration bridge that is not there", () => {
    const { cluster, codes } = linked([
      southbound(),
      openVswitch({ externalIds: { ...HV1, "ovn-bridge": "br-none" } }),
    ]);
    expect(codes).toEqual(["OVN2017"]);
    expect(cluster.chassis.get("hv1")?.ovs).toMatchObject({ integrationBridge: undefined });
  });
});
