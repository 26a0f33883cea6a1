import { describe, expect, test } from "vitest";
import { smallCluster } from "../../test-support/small-cluster.ts";
import { claimable, portBook } from "./port-book.ts";

describe("the ports of a cluster", () => {
  const cluster = smallCluster({
    chassis: [
      { name: "hv1", ips: ["10.0.0.1"] },
      { name: "hv2", ips: ["10.0.0.2"] },
    ],
    tables: {
      Datapath_Binding: { s: { tunnel_key: 5 }, t: { tunnel_key: 6 } },
      Port_Binding: {
        a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv1" },
        b: { logical_port: "b", datapath: "s", tunnel_key: 2, chassis: "hv1", additional_chassis: ["hv2"] },
        c: { logical_port: "c", datapath: "t", tunnel_key: 1, parent_port: "a" },
        d: { logical_port: "d", type: "patch", datapath: "t", tunnel_key: 2 },
        e: { logical_port: "e", datapath: "t", tunnel_key: 3 },
      },
    },
  });
  const names = (facts: readonly { readonly port: { readonly name: string } }[]) => facts.map(({ port }) => port.name);
  const book = portBook(cluster);

  test("are numbered in the order of the file", () => {
    const all = Array.from(book.keys, (_, number) => book.at(number));
    expect(names(all)).toEqual(["a", "b", "c", "d", "e"]);
    expect(all.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
    expect(all.map(({ kind }) => kind)).toEqual(["vif", "vif", "container", "patch", "vif"]);
  });

  test("are plain, or special", () => {
    expect(names(book.special)).toEqual(["b", "c", "d"]);
    const [s, t] = cluster.southbound.tables.Datapath_Binding.keys();
    expect([s, t].map((uuid) => names(book.onDatapath(uuid!).special))).toEqual([["b"], ["c", "d"]]);
    expect(names(book.onDatapath("none").all)).toEqual([]);
  });

  test("are found by name, of two of one name the first", () => {
    const twice = smallCluster({
      chassis: [],
      tables: {
        Datapath_Binding: { s: { tunnel_key: 5 }, t: { tunnel_key: 6 } },
        Port_Binding: {
          a: { logical_port: "a", datapath: "s", tunnel_key: 1 },
          b: { logical_port: "b", datapath: "s", tunnel_key: 2 },
          again: { logical_port: "b", datapath: "t", tunnel_key: 3 },
        },
      },
    });
    expect(["b", "a", "nobody"].map((name) => portBook(twice).numberNamed(name))).toEqual([1, 0, -1]);
    expect(portBook(twice).named("b")?.key).toBe(2);
  });

  test("may be claimed when they are special or have an interface here", () => {
    expect(names(claimable(cluster, ["e", "b", "nobody"]))).toEqual(["b", "c", "d", "e"]);
  });
});
