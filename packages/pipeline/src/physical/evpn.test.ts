import { expect, test } from "vitest";
import { smallCluster } from "../../test-support/small-cluster.ts";
import { createChassisView } from "../chassis/index.ts";
import { lowerPhysical } from "./lower-physical.ts";

type Setup = {
  readonly version?: string;
  readonly otherConfig?: Readonly<Record<string, string>>;
  readonly externalIds?: Readonly<Record<string, string>>;
};

const PORTS = { "ovn-evpn-vxlan-ports": "4789" };
const NAMED = { "dynamic-routing-vni": "1001", "dynamic-routing-vxlan-ifname": "vxlan0" };

/** What is said of a switch that an EVPN may extend. */
function notes({ version = "26.03.1", otherConfig = {}, externalIds = {} }: Setup): readonly string[] {
  const cluster = smallCluster({
    version,
    chassis: [{ name: "hv1", ips: ["10.0.1.1"], vifs: { a: 1 }, otherConfig }],
    tables: {
      Datapath_Binding: { s: { tunnel_key: 5, external_ids: { name: "s", "logical-switch": "n1", ...externalIds } } },
      Port_Binding: { a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv1" } },
    },
  });
  const view = createChassisView(cluster, "hv1");
  if (!view.ok) throw new Error(view.errors[0].message);
  return lowerPhysical(view.value).notes.map(({ code, message }) => `${code} ${message}`);
}

test("of an extended switch, what the databases tell is told, and what only the kernel knows is named", () => {
  expect(notes({ otherConfig: { ...PORTS, "ovn-evpn-local-ip": "10.0.1.1" }, externalIds: NAMED })).toEqual([
    "OVN5014 an EVPN extends switch s with VNI 1001: flows of its remote VTEPs (by ovn-evpn-4789 from 10.0.1.1), of their MAC addresses and of their neighbours are left out; the kernel of hv1 has learnt them on vxlan0, and no database holds them",
  ]);
});

// OVN, controller/physical.c: evpn_local_ip_map_init.
test.each([
  ["10.0.1.1,1001-10.0.2.2", "10.0.2.2"],
  ["10.0.1.1,1002-10.0.2.2,fd00::1", "10.0.1.1 or fd00::1"],
])("its local address by %s is %s", (setting, expected) => {
  const [note] = notes({ otherConfig: { ...PORTS, "ovn-evpn-local-ip": setting }, externalIds: NAMED });
  expect(note).toContain(`from ${expected})`);
});

// OVN, controller/neighbor.c at v25.09.0 and v26.03.0: how interfaces are found.
test("in 25.09 the interface is found by the VNI", () => {
  const otherConfig = { ...PORTS, "ovn-evpn-local-ip": "10.0.1.1" };
  const [note] = notes({ version: "25.09.4", otherConfig, externalIds: { "dynamic-routing-vni": "7" } });
  expect(note).toContain("has learnt them on vxlan-7,");
});

test.each<[string, Setup]>([
  ["no tunnel port", { otherConfig: { "ovn-evpn-local-ip": "10.0.1.1" }, externalIds: NAMED }],
  ["no local address", { otherConfig: PORTS, externalIds: NAMED }],
  ["no VNI", { otherConfig: { ...PORTS, "ovn-evpn-local-ip": "10.0.1.1" } }],
  [
    "no interface to learn on",
    { otherConfig: { ...PORTS, "ovn-evpn-local-ip": "10.0.1.1" }, externalIds: { "dynamic-routing-vni": "1001" } },
  ],
  [
    "a release without EVPN",
    { version: "25.03.2", otherConfig: { ...PORTS, "ovn-evpn-local-ip": "10.0.1.1" }, externalIds: NAMED },
  ],
])("with %s there is no flow to leave out", (_, setup) => {
  expect(notes(setup)).toEqual([]);
});
