import type { Command, Scenario } from "../lab/scenario.ts";
import { port, router } from "../lab/topology.ts";

/** A change that was made to a running cluster of real OVN, and how to take it back. */
export type Change = {
  readonly name: string;
  /** The same as `--set` and `--unset` of the command line tell it. */
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly chassis: string;
  /** `ovs-vsctl` commands at the chassis. */
  readonly make: Command;
  /** Absent: the rows that were there before do not come back, so it is the last change of its cluster. */
  readonly undo?: Command;
  /** An address whose Encap row ovn-controller leaves in `additional_encap` of a port when it is told of another. */
  readonly stays?: { readonly port: string; readonly ip: string };
};

const A3 = ["192.168.3.11", "192.168.20.11", "192.168.100.11"] as const;
const B3 = ["192.168.3.12", "192.168.20.12", "192.168.100.12"] as const;
const C1 = "192.168.3.13";

/** Every kind of port that has a VTEP: of its own, of its parent's, of the default, of several chassis, of a gateway. */
export const scenario: Scenario = {
  name: "what-if",
  says: "a cluster whose VTEPs are then changed, one thing at a time",
  chassis: [
    { name: "kn-a", vteps: A3 },
    { name: "kn-b", vteps: B3, defaultVtep: B3[1] },
    { name: "kn-c", vteps: [C1] },
  ],
  networks: router("core", [
    { network: "red", mac: "02:ac:20:00:00:01", addresses: ["10.20.0.1/24"] },
    { network: "blue", mac: "02:ac:20:00:00:02", addresses: ["10.21.0.1/24"] },
  ]),
  ports: [
    port("red", "red-a1", 11, "kn-a", A3[2]),
    port("red", "red-a2", 12, "kn-a"),
    { ...port("red", "red-a3", 13, "kn-a"), inside: { parent: "red-a1", tag: 7 }, on: [] },
    port("red", "red-b1", 21, "kn-b", B3[0]),
    port("red", "red-b2", 22, "kn-b"),
    port("red", "red-c1", 31, "kn-c"),
    { ...port("red", "red-m1", 41, "kn-a", A3[0]), on: ["kn-a", "kn-b"], vteps: { "kn-a": A3[0], "kn-b": B3[2] } },
  ],
  policies: [
    ["lsp-set-options", "red-m1", "requested-chassis=kn-a,kn-b"],
    ["lrp-set-gateway-chassis", "core-to-blue", "kn-b", "10"],
  ],
  packets: [],
};

const set = (table: string, row: string, ...values: readonly string[]): Command => ["set", table, row, ...values];
const remove = (table: string, row: string, ...keys: readonly string[]): Command => ["remove", table, row, ...keys];

function interfaceVtep(name: string, chassis: string, row: string, ip: string, before: string | undefined): Change {
  return {
    name,
    set: [`${chassis}/Interface[${row}].external_ids:encap-ip=${ip}`],
    chassis,
    make: set("Interface", row, `external_ids:encap-ip="${ip}"`),
    undo:
      before === undefined
        ? remove("Interface", row, "external_ids", "encap-ip")
        : set("Interface", row, `external_ids:encap-ip="${before}"`),
  };
}

function hostSetting(name: string, chassis: string, key: string, value: string, before?: string): Change {
  return {
    name,
    set: [`${chassis}/Open_vSwitch.external_ids:${key}=${value}`],
    chassis,
    make: set("Open_vSwitch", ".", `external_ids:${key}="${value}"`),
    undo:
      before === undefined
        ? remove("Open_vSwitch", ".", "external_ids", key)
        : set("Open_vSwitch", ".", `external_ids:${key}="${before}"`),
  };
}

function withoutUndo(change: Change): Change {
  const { undo, ...others } = change;
  return undo === undefined ? change : others;
}

export const CHANGES: readonly Change[] = [
  interfaceVtep("assign", "kn-a", "red-a2", A3[1], undefined),
  interfaceVtep("reassign-parent", "kn-a", "red-a1", A3[0], A3[2]),
  interfaceVtep("assign-unlisted", "kn-b", "red-b1", "192.168.77.12", B3[0]),
  interfaceVtep("assign-one-vtep", "kn-c", "red-c1", C1, undefined),
  {
    name: "unassign",
    unset: ["kn-b/Interface[red-b1].external_ids:encap-ip"],
    chassis: "kn-b",
    make: remove("Interface", "red-b1", "external_ids", "encap-ip"),
    undo: set("Interface", "red-b1", `external_ids:encap-ip="${B3[0]}"`),
  },
  hostSetting("default-given", "kn-a", "ovn-encap-ip-default", A3[2]),
  hostSetting("list-second-vtep", "kn-c", "ovn-encap-ip", `${C1},192.168.20.13`, C1),
  hostSetting("list-longer", "kn-a", "ovn-encap-ip", [...A3, "192.168.150.11"].join(","), A3.join(",")),
  hostSetting("types-more", "kn-a", "ovn-encap-type", "geneve,vxlan", "geneve"),
  hostSetting("default-changed", "kn-b", "ovn-encap-ip-default", B3[2], B3[1]),
  hostSetting("default-unlisted", "kn-b", "ovn-encap-ip-default", "192.168.77.12", B3[1]),
  {
    name: "default-taken",
    unset: ["kn-b/Open_vSwitch.external_ids:ovn-encap-ip-default"],
    chassis: "kn-b",
    make: remove("Open_vSwitch", ".", "external_ids", "ovn-encap-ip-default"),
    undo: set("Open_vSwitch", ".", `external_ids:ovn-encap-ip-default="${B3[1]}"`),
  },
  hostSetting("default-for-one", "kn-b", "ovn-encap-ip-default-kn-b", B3[0]),
  { ...interfaceVtep("assign-additional", "kn-b", "red-m1", B3[0], B3[2]), stays: { port: "red-m1", ip: B3[0] } },
  withoutUndo(hostSetting("list-shorter", "kn-b", "ovn-encap-ip", `${B3[0]},${B3[1]}`)),
];
