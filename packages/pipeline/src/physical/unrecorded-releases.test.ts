import { describe, expect, test } from "vitest";
import { type ChassisSpec, type ClusterSpec, longUuid, smallCluster } from "../../test-support/small-cluster.ts";
import { createChassisView } from "../chassis/index.ts";
import { formatFlow } from "../openflow/index.ts";
import { cookieOf } from "../chassis/cookie.ts";
import { lowerPhysical } from "./lower-physical.ts";

/*
 * What no recording shows: 24.09, early patches of other releases, STT. The expected flows are written down from the
 * sources of OVN that each test names, at the tag of the version.
 */

const lower = (spec: ClusterSpec) => {
  const view = createChassisView(smallCluster(spec), "hv1");
  if (!view.ok) throw new Error(view.errors[0].message);
  return { view: view.value, lines: lowerPhysical(view.value).flows.map((flow) => formatFlow(flow).trim()) };
};

const cookie = (name: string) => `cookie=0x${cookieOf(longUuid(name)).toString(16)}`;

const hv1: ChassisSpec = {
  name: "hv1",
  ips: ["10.0.1.1"],
  vifs: { a: 1 },
  tunnels: { 11: ["hv2", "10.0.1.2", "10.0.1.1"] },
};
const hv2: ChassisSpec = { name: "hv2", ips: ["10.0.1.2"] };

const port = (name: string, tunnel_key: number, more: ClusterSpec["tables"][string][string] = {}) => ({
  ...{ logical_port: name, datapath: "s", tunnel_key, chassis: "hv1" },
  ...more,
});
const tables = {
  Datapath_Binding: { s: { tunnel_key: 5, external_ids: { name: "s", "logical-switch": "n1" } } },
  Port_Binding: { a: port("a", 1), r: port("r", 9, { chassis: "hv2" }) },
  Multicast_Group: { m: { name: "_MC_flood", datapath: "s", tunnel_key: 0x8000, ports: ["a", "r"] } },
} as const;

describe("24.09", () => {
  const { lines } = lower({ version: "24.09.4", chassis: [hv1, hv2], tables });

  // controller/lflow.h, OFTABLE_REMOTE_OUTPUT and OFTABLE_LOCAL_OUTPUT; controller/physical.c, put_remote_port_redirect_overlay.
  test("reaches a port on another chassis by table 42, and goes on to table 43", () => {
    expect(lines.filter((line) => line.startsWith(`${cookie("r")}, table=42`))).toEqual([
      `${cookie("r")}, table=42, priority=100,reg13=0/0xffff0000,reg15=0x9,metadata=0x5 actions=set_field:0x5/0xffffff->tun_id,set_field:0x9->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30],output:11,resubmit(,43)`,
    ]);
  });

  // controller/physical.c, consider_mc_group, from 24.09.4 (branch-24.09) on.
  test("has whole multicast groups from patch 4 on, and parts that begin with reg6 before", () => {
    const remote = (version: string) =>
      lower({ version, chassis: [hv1, hv2], tables }).lines.filter((line) =>
        line.startsWith(`${cookie("m")}, table=42`),
      );
    const wire =
      "set_field:0x5/0xffffff->tun_id,set_field:0x8000->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30]";
    expect(remote("24.09.4")).toEqual([
      `${cookie("m")}, table=42, priority=100,reg10=0/0x2,reg15=0x8000,metadata=0x5 actions=${wire},output:11,resubmit(,43)`,
    ]);
    expect(remote("24.09.3")).toEqual([
      `${cookie("m")}, table=42, priority=100,reg15=0x8000,metadata=0x5 actions=set_field:0->reg6,${wire},output:11,resubmit(,43)`,
    ]);
  });

  // controller/chassis.c, chassis_parse_ovs_config: `ovn-encap-ip-default` is read from 24.09 on.
  test("gives the default VTEP encap id 0, which 24.03 does not know", () => {
    const settings = { "ovn-encap-ip-default": "10.0.2.1" };
    const chassis = [{ ...hv1, ips: ["10.0.1.1", "10.0.2.1"], settings, defaultIp: "10.0.2.1" }, hv2];
    const encapIps = (version: string) => lower({ version, chassis, tables }).view.encapIps;
    expect(encapIps("24.09.0")).toEqual(["10.0.2.1", "10.0.1.1"]);
    expect(encapIps("24.03.9")).toEqual(["10.0.1.1", "10.0.2.1"]);
  });

  // controller/physical.c, put_local_common_flows: the cookie of the last flow for a container.
  test("makes the way from a container to its parent the parent's, which 24.03 makes nobody's", () => {
    const contained = { ...tables, Port_Binding: { a: port("a", 1), cc: port("cc", 2, { parent_port: "a", tag: 7 }) } };
    const owner = (version: string) =>
      lower({ version, chassis: [hv1], tables: { ...contained, Multicast_Group: {} } })
        .lines.filter((line) => line.includes("table=64") && line.includes("reg10=0x20/0x20"))
        .map((line) => line.split(",")[0]);
    expect(owner("24.09.0")).toEqual([cookie("a")]);
    expect(owner("24.03.9")).toEqual(["table=64"]);
  });

  // controller/physical.c, consider_port_binding: `always_tunnel` came with 24.09.
  test("tunnels beside a physical network when it is told to, which 24.03 is not", () => {
    const uplink = port("n", 3, { type: "localnet", options: { network_name: "phys" }, chassis: [] });
    const told = (version: string) =>
      lower({
        version,
        options: { always_tunnel: "true" },
        chassis: [{ ...hv1, settings: { "ovn-bridge-mappings": "phys:br-ex" }, patches: { n: 30 } }, hv2],
        tables: { ...tables, Port_Binding: { ...tables.Port_Binding, n: uplink } },
      }).lines.filter((line) => line.startsWith(cookie("r")) && line.includes("output:11")).length;
    expect([told("24.09.0"), told("24.03.9")]).toEqual([1, 0]);
  });
});

/** Whether a container whose parent's interface is here arrives here, and whether it is reached by tunnel. */
const container = (version: string, parent: ClusterSpec["tables"][string][string]) => {
  const { lines } = lower({
    version,
    chassis: [{ ...hv1, vifs: { a: 1, b: 2 } }, hv2],
    tables: {
      Datapath_Binding: tables.Datapath_Binding,
      Port_Binding: {
        a: port("a", 1, parent),
        b: port("b", 3),
        cc: port("cc", 2, { parent_port: "a", tag: 7, chassis: "hv2" }),
      },
    },
  });
  const own = lines.filter((line) => line.startsWith(cookie("cc")));
  const arrives = own.some((line) => line.includes("in_port=1,dl_vlan=7"));
  return arrives ? "local" : own.some((line) => line.includes("output:11")) ? "remote" : "none";
};

// controller/physical.c, consider_port_binding, at v24.03.0 to v25.03.1: what is asked of `parent_port`.
test.each([
  ["24.03.1", "local"],
  ["24.03.2", "none"],
  ["24.03.5", "none"],
  ["24.03.6", "remote"],
  ["24.09.0", "none"],
  ["24.09.3", "remote"],
  ["25.03.0", "none"],
  ["25.03.1", "remote"],
  ["26.03.1", "remote"],
])("a container whose parent is requested on another chassis is, in %s, %s", (version, expected) => {
  const away = { chassis: "hv2", options: { "requested-chassis": "hv2" } };
  expect(container(version, away)).toBe(expected);
});

test.each([
  ["24.03.3", "local"],
  ["24.03.4", "none"],
  ["24.03.6", "local"],
  ["24.09.0", "local"],
  ["24.09.1", "none"],
  ["24.09.3", "local"],
  ["25.03.0", "local"],
])("a container whose parent is here as on a further chassis is, in %s, %s", (version, expected) => {
  const further = { chassis: "hv2", additional_chassis: ["hv1"], options: { "requested-chassis": "hv2,hv1" } };
  expect(container(version, further)).toBe(expected);
});

// controller/physical.c at v25.09.0, consider_mc_group and mc_ofctrl_add_flow: each buffer begins with reg6.
test("25.09.0 ends each multicast group in a part of its own, whatever its members", () => {
  const { lines } = lower({ version: "25.09.0", chassis: [hv1, hv2], tables });
  const of = lines.filter((line) => line.startsWith(`${cookie("m")}, `));
  const restored = "set_field:0x8000->reg15";
  const wire =
    "set_field:0x5/0xffffff->tun_id,set_field:0x8000->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30]";
  expect(of).toEqual([
    `${cookie("m")}, table=45, priority=100,reg15=0x8000,metadata=0x5 actions=set_field:0->reg6,set_field:0x1->reg15,resubmit(,46),${restored}`,
    `${cookie("m")}, table=43, priority=100,reg10=0/0x2,reg15=0x8000,metadata=0x5 actions=set_field:0->reg6,${restored},${wire},output:11,resubmit(,44)`,
    `${cookie("m")}, table=43, priority=120,reg10=0x3/0x3,reg15=0x8000,metadata=0x5 actions=set_field:0->reg6,${restored},resubmit(,44)`,
  ]);
});

// controller/physical.c on branch-24.03, branch-24.09 and branch-25.03: put_encapsulation, physical_run (table 0).
describe.each([
  ["24.03.9", 39, 40],
  ["24.09.4", 42, 43],
  ["25.03.3", 42, 43],
])("STT in %s", (version, remoteOutput, localOutput) => {
  const chassis = [
    { ...hv1, types: ["stt"] },
    { ...hv2, types: ["stt"] },
  ];
  const { lines } = lower({ version, chassis, tables });

  test("has datapath, output port and input port in 64 bits of tunnel id", () => {
    expect(lines.filter((line) => line.startsWith(`${cookie("r")}, table=${remoteOutput}`))).toEqual([
      `${cookie("r")}, table=${remoteOutput}, priority=100,reg13=0/0xffff0000,reg15=0x9,metadata=0x5 actions=set_field:0x9000005->tun_id,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_ID[40..54],output:11,resubmit(,${localOutput})`,
    ]);
  });

  test("takes them from there", () => {
    expect(lines.filter((line) => line.startsWith("priority=100,in_port=11 "))).toEqual([
      `priority=100,in_port=11 actions=move:NXM_NX_TUN_ID[40..54]->NXM_NX_REG14[0..14],move:NXM_NX_TUN_ID[24..39]->NXM_NX_REG15[0..15],move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],resubmit(,${localOutput})`,
    ]);
  });
});
