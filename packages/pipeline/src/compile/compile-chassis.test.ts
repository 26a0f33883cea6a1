import { describe, expect, test } from "vitest";
import { longUuid, smallCluster } from "../../test-support/small-cluster.ts";
import { compileChassis } from "./compile-chassis.ts";

const cluster = smallCluster({
  chassis: [
    { name: "hv1", ips: ["10.0.0.1"], vifs: { a: 1 }, tunnels: { 2: ["hv2", "10.0.0.2", "10.0.0.1"] } },
    { name: "hv2", ips: ["10.0.0.2"] },
  ],
  tables: {
    Datapath_Binding: { s: { tunnel_key: 1, external_ids: { name: "s", "logical-switch": "n1" } } },
    Port_Binding: {
      a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv1" },
      b: { logical_port: "b", datapath: "s", tunnel_key: 2, chassis: "hv2" },
    },
    Logical_Flow: {
      f: {
        logical_datapath: "s",
        pipeline: "ingress",
        table_id: 0,
        priority: 50,
        match: "1",
        actions: "next;",
        external_ids: { "stage-name": "ls_in_check_port_sec" },
      },
    },
  },
});

describe("compileChassis", () => {
  const compiled = compileChassis(cluster, "hv1");

  test("joins the flows of both lowerings, each with its row", () => {
    const origins = compiled.ok ? compiled.value.flows.map(({ origin }) => origin) : [];
    expect(origins).toContainEqual({ table: "Port_Binding", uuid: longUuid("a") });
    expect(origins.find((origin) => origin?.table === "Logical_Flow")?.uuid).toBe(longUuid("f"));
  });

  test("tells why each tunnel was taken", () => {
    expect(compiled.ok && compiled.value.selections.map(({ logicalPort, reason }) => [logicalPort, reason])).toEqual([
      ["b", "any-remote"],
    ]);
  });

  test("does the same twice", () => {
    const again = compileChassis(cluster, "hv1");
    expect(again.ok && again.value.flows).toEqual(compiled.ok && compiled.value.flows);
  });

  test("hands on why there is nothing to compile", () => {
    expect(compileChassis(cluster, "hv3")).toMatchObject({ ok: false, errors: [{ code: "OVN5002" }] });
    expect(compileChassis(cluster, "hv1", { release: "1.0" })).toMatchObject({
      ok: false,
      errors: [{ code: "OVN5001" }],
    });
  });
});
