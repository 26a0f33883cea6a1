import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChassisSpec, type ClusterSpec, longUuid, smallCluster } from "../../test-support/small-cluster.ts";
import { createChassisView } from "../chassis/index.ts";
import { type Action, type Flow, formatFlow } from "../openflow/index.ts";
import { cookieOf } from "../chassis/cookie.ts";
import { lowerPhysical } from "./lower-physical.ts";

const lower = (spec: ClusterSpec, chassis = "hv1") => {
  const view = createChassisView(smallCluster(spec), chassis);
  if (!view.ok) throw new Error(view.errors[0].message);
  return lowerPhysical(view.value);
};

const lines = (flows: readonly Flow[], wanted: (line: string) => boolean = () => true) =>
  flows.map((flow) => formatFlow(flow).trim()).filter(wanted);

const cookie = (name: string) => `cookie=0x${cookieOf(longUuid(name)).toString(16)}`;

const hv1: ChassisSpec = {
  name: "hv1",
  ips: ["10.0.1.1", "10.0.2.1"],
  vifs: { a: 1, b: 2, c: 3 },
  zones: { a: 7, s_dnat: 8, s_snat: 9 },
  tunnels: {
    11: ["hv2", "10.0.1.2", "10.0.1.1"],
    12: ["hv2", "10.0.2.2", "10.0.1.1"],
    13: ["hv2", "10.0.1.2", "10.0.2.1"],
    14: ["hv2", "10.0.2.2", "10.0.2.1"],
  },
};

const onePort = {
  Datapath_Binding: { s: { tunnel_key: 5, external_ids: { name: "s", "logical-switch": "n1" } } },
  Port_Binding: {
    a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv1", encap: "hv1/geneve/10.0.2.1" },
    b: { logical_port: "b", datapath: "s", tunnel_key: 2, chassis: "hv1" },
    c: { logical_port: "c", datapath: "s", tunnel_key: 3, chassis: "hv1", encap: "hv2/geneve/10.0.1.2" },
    r: { logical_port: "r", datapath: "s", tunnel_key: 9, chassis: "hv2", encap: "hv2/geneve/10.0.2.2" },
  },
  Multicast_Group: { m: { name: "_MC_flood", datapath: "s", tunnel_key: 0x8000, ports: ["a", "r"] } },
} as const;

const hv2: ChassisSpec = { name: "hv2", ips: ["10.0.1.2", "10.0.2.2"] };

describe("a VIF", () => {
  const { flows } = lower({ chassis: [hv1, hv2], tables: onePort });

  test("enters with its zone and its encap id, in halves of reg13", () => {
    expect(lines(flows, (line) => line.startsWith(`${cookie("a")}, priority=100`))).toEqual([
      `${cookie("a")}, priority=100,in_port=1 actions=set_field:0x7/0xffff->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x5->metadata,set_field:0x1->reg14,set_field:0x10000/0xffff0000->reg13,resubmit(,8)`,
    ]);
  });

  test.each(["b", "c"])("without a VTEP of this chassis has encap id 0: %s", (port) => {
    const [line] = lines(flows, (text) => text.startsWith(`${cookie(port)}, priority=100`));
    expect(line).toContain("set_field:0/0xffff0000->reg13");
  });

  test("keeps the row that it came from", () => {
    const flow = flows.find(({ table, priority, cookie: id }) => table === 65 && priority === 100 && id !== 0);
    expect(flow?.origin).toEqual({ table: "Port_Binding", uuid: longUuid("a") });
  });
});

describe("a port on another chassis", () => {
  const ofRemote = (spec: ClusterSpec) => {
    const { flows, selections } = lower(spec);
    return { lines: lines(flows, (line) => line.startsWith(`${cookie("r")}, table=44`)), selections };
  };

  test("is reached by the tunnel between its VTEP and that of each encap id", () => {
    const { lines: found, selections } = ofRemote({ chassis: [hv1, hv2], tables: onePort });
    const wire =
      "set_field:0x5/0xffffff->tun_id,set_field:0x9->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30]";
    expect(found).toEqual([
      `${cookie("r")}, table=44, priority=100,reg13=0/0xffff0000,reg15=0x9,metadata=0x5 actions=${wire},output:12,resubmit(,45)`,
      `${cookie("r")}, table=44, priority=100,reg13=0x10000/0xffff0000,reg15=0x9,metadata=0x5 actions=${wire},output:14,resubmit(,45)`,
    ]);
    expect(selections.map(({ encapId, reason, logicalPort }) => [encapId, reason, logicalPort])).toEqual([
      [0, "exact", "r"],
      [1, "exact", "r"],
    ]);
  });

  test("is reached by any tunnel when none joins the pair, and the choice says so", () => {
    const tunnels = { 11: hv1.tunnels![11]!, 14: hv1.tunnels![14]! };
    const { selections } = ofRemote({ chassis: [{ ...hv1, tunnels }, hv2], tables: onePort });
    expect(selections.map(({ encapId, reason }) => [encapId, reason])).toEqual([
      [0, "fallback"],
      [1, "exact"],
    ]);
  });

  test("without a VTEP keeps to the local address", () => {
    const { encap: _, ...r } = onePort.Port_Binding.r;
    const tables = { ...onePort, Port_Binding: { ...onePort.Port_Binding, r } };
    const { selections } = ofRemote({ chassis: [hv1, hv2], tables });
    expect(selections.map(({ reason, tunnel }) => [reason, tunnel.localIp])).toEqual([
      ["any-remote", "10.0.1.1"],
      ["any-remote", "10.0.2.1"],
    ]);
  });

  test("without any tunnel has no flow, and a note says so once", () => {
    const { flows, notes } = lower({ chassis: [{ ...hv1, tunnels: {} }, hv2], tables: onePort });
    expect(lines(flows, (line) => line.startsWith(`${cookie("r")}, table=44`))).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(["OVN5012"]);
    expect(notes[0]?.message).toBe("hv1 has no tunnel to hv2: packets to its ports, such as r, are dropped");
  });

  test("with flow-based tunnels has both addresses in the flow", () => {
    const spec: ChassisSpec = {
      ...hv1,
      settings: { "ovn-enable-flow-based-tunnels": "true" },
      tunnels: { 20: ["flow", "flow", "flow"] },
    };
    const { lines: found } = ofRemote({ chassis: [spec, hv2], tables: onePort });
    expect(found[1]).toContain("set_field:10.0.2.1->tun_src,set_field:10.0.2.2->tun_dst,output:20,resubmit(,46)");
  });

  test("over VXLAN has datapath and port in the VNI", () => {
    const vxlan = ["vxlan"];
    const tables = {
      ...onePort,
      Port_Binding: { r: { ...onePort.Port_Binding.r, encap: "hv2/vxlan/10.0.2.2" }, b: onePort.Port_Binding.b },
      Multicast_Group: {},
    };
    const { lines: found } = ofRemote({
      chassis: [
        { ...hv1, types: vxlan },
        { ...hv2, types: vxlan },
      ],
      tables,
    });
    expect(found[0]).toContain("actions=set_field:0x9005/0xffffff->tun_id,output:12,");
  });
});

describe("a localnet port", () => {
  const tables = {
    Datapath_Binding: {
      s: { tunnel_key: 5, external_ids: { name: "s", "logical-switch": "n1" } },
      l: { tunnel_key: 6, external_ids: { name: "l", "logical-router": "n2" } },
    },
    Port_Binding: {
      a: { logical_port: "a", datapath: "s", tunnel_key: 1, chassis: "hv1" },
      r: { logical_port: "r", datapath: "s", tunnel_key: 9, chassis: "hv2" },
      n: {
        logical_port: "n",
        datapath: "s",
        tunnel_key: 2,
        type: "localnet",
        tag: 25,
        options: { network_name: "phys" },
      },
      sl: {
        logical_port: "sl",
        datapath: "s",
        tunnel_key: 3,
        type: "patch",
        options: { peer: "ls" },
        mac: ["0a:58:00:00:00:01"],
      },
      ls: {
        logical_port: "ls",
        datapath: "l",
        tunnel_key: 1,
        type: "patch",
        options: { peer: "sl" },
        mac: ["0a:58:00:00:00:01 10.0.0.1/24"],
      },
    },
  };
  const settings = {
    "ovn-bridge-mappings": "phys:br-ex",
    "ovn-chassis-mac-mappings": "phys:aa:bb:cc:00:00:01",
  };
  const other = { ...hv2, otherConfig: { "ovn-chassis-mac-mappings": "phys:aa:bb:cc:00:00:02" } };
  const { flows } = lower({ chassis: [{ ...hv1, settings, patches: { n: 30 } }, other], tables });

  test("leads to ports on other chassis", () => {
    expect(lines(flows, (line) => line.startsWith(cookie("r")) && !line.includes("table=80"))).toEqual([
      `${cookie("r")}, table=46, priority=100,reg15=0x9,metadata=0x5 actions=set_field:0x2->reg15,resubmit(,46)`,
    ]);
  });

  test("sends what a router sent with the chassis's MAC address and the tag", () => {
    expect(lines(flows, (line) => line.includes("table=65, priority=150"))).toEqual([
      `${cookie("n")}, table=65, priority=150,reg15=0x2,metadata=0x5,dl_src=0a:58:00:00:00:01 actions=set_field:aa:bb:cc:00:00:01->eth_src,push_vlan:0x8100,set_field:4121->vlan_vid,output:30,set_field:0a:58:00:00:00:01->eth_src,pop_vlan`,
    ]);
  });

  test("gives back the router's MAC address to what comes from another chassis", () => {
    expect(lines(flows, (line) => line.includes("priority=180"))).toEqual([
      `${cookie("hv2")}, priority=180,dl_src=aa:bb:cc:00:00:02 actions=conjunction(100,1/2)`,
      `${cookie("ls")}, priority=180,conj_id=100,in_port=30,dl_vlan=25 actions=pop_vlan,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x5->metadata,set_field:0x2->reg14,set_field:0/0xffff0000->reg13,set_field:0a:58:00:00:00:01->eth_src,resubmit(,8)`,
      `${cookie("ls")}, priority=180,in_port=30,dl_vlan=25 actions=conjunction(100,2/2)`,
    ]);
  });

  describe("of a switch that another switch is a peer of", () => {
    /** A switch that is joined to `s` by a port that comes before, or after, the router's in the order of UUIDs. */
    const joined = (side: "ra" | "ta") => {
      const patch = (name: string, peer: string, key: number, datapath: string) => ({
        ...{ logical_port: name, datapath, tunnel_key: key, type: "patch", options: { peer }, mac: ["unknown"] },
      });
      const found = lower({
        chassis: [{ ...hv1, settings, patches: { n: 30 } }, other],
        tables: {
          Datapath_Binding: {
            ...tables.Datapath_Binding,
            o: { tunnel_key: 7, external_ids: { name: "o", "logical-switch": "n3" } },
          },
          Port_Binding: { ...tables.Port_Binding, [side]: patch(side, "oz", 4, "s"), oz: patch("oz", side, 1, "o") },
        },
      });
      const of = (text: string) => lines(found.flows, (line) => line.includes(text)).length;
      return { arrivals: of("conj_id=100"), outputs: of("table=65, priority=150"), notes: found.notes };
    };

    // OVN branch-26.03, controller/physical.c: put_replace_chassis_mac_flows, put_replace_router_port_mac_flows.
    test("found before the router: no MAC address is replaced, and a note says so", () => {
      const { arrivals, outputs, notes } = joined("ra");
      expect([arrivals, outputs]).toEqual([0, 0]);
      expect(notes.map(({ code }) => code)).toEqual(["OVN5013"]);
    });

    test("found after the router: the router's is", () => {
      const { arrivals, outputs } = joined("ta");
      expect([arrivals, outputs]).toEqual([1, 1]);
    });
  });
});

describe("a mirror into a port that has an interface here", () => {
  const mirrored = (target: string, mirror: string) => {
    const port = (name: string, key: number) => ({
      logical_port: name,
      datapath: "s",
      tunnel_key: key,
      chassis: "hv1",
    });
    const { flows, notes } = lower({
      chassis: [{ ...hv1, vifs: { [target]: 1 }, tunnels: {} }],
      tables: {
        Datapath_Binding: onePort.Datapath_Binding,
        Port_Binding: {
          [target]: port(target, 1),
          [mirror]: { ...port(mirror, 2), type: "mirror", mirror_port: target },
        },
      },
    });
    const arrival = flows.filter(({ table, priority }) => table === 0 && priority === 100);
    return { owners: arrival.map(({ origin }) => origin?.uuid), notes };
  };

  // A UUID's first word spells its name's letters: of four buckets, those that end in 0 are in the first.
  test.each([
    ["the port, which is read later", "aaaa", "bbb0", "aaaa"],
    ["the mirror, which is read later", "bbb0", "aaaa", "aaaa"],
  ])("arrives as %s", (_, target, mirror, owner) => {
    expect(mirrored(target, mirror)).toEqual({ owners: [longUuid(owner)], notes: [] });
  });

  test("is left to chance where nothing tells which is read later, and a note names both", () => {
    const { owners, notes } = mirrored("bbb0", "ccc0");
    expect(owners).toEqual([longUuid("bbb0")]);
    expect(notes.map(({ code, message }) => [code, message])).toEqual([
      [
        "OVN5018",
        "bbb0 and ccc0 want different flows for in_port=1 in table 0: which of them hv1 has is left to the order in which it learnt of them; bbb0's is compiled",
      ],
    ]);
  });
});

describe("a multicast group", () => {
  test("of a release that cuts long flows starts each part with reg6", () => {
    const { flows } = lower({ version: "25.03.0-20.41.0-77.6", chassis: [hv1, hv2], tables: onePort });
    expect(lines(flows, (line) => line.startsWith(`${cookie("m")}, table=43`))).toEqual([
      `${cookie("m")}, table=43, priority=100,reg15=0x8000,metadata=0x5 actions=set_field:0->reg6,set_field:0x7/0xffff->reg13,set_field:0x1->reg15,resubmit(,44),set_field:0x8000->reg15`,
    ]);
  });

  test("with a port of another datapath leaves it out and says so", () => {
    const tables = {
      ...onePort,
      Datapath_Binding: { ...onePort.Datapath_Binding, o: { tunnel_key: 6, external_ids: { name: "o" } } },
      Port_Binding: { ...onePort.Port_Binding, b: { ...onePort.Port_Binding.b, datapath: "o" } },
      Multicast_Group: { m: { ...onePort.Multicast_Group.m, ports: ["a", "b"] } },
    };
    const { notes } = lower({ chassis: [hv1, hv2], tables });
    expect(notes.map(({ message }) => message)).toEqual([
      "group _MC_flood holds port b of another datapath: the port is left out",
    ]);
  });
});

describe("every cluster", () => {
  const addresses = fc.integer({ min: 1, max: 4 });
  const cluster = fc
    .record({
      local: addresses,
      remotes: fc.array(addresses, { minLength: 1, maxLength: 4 }),
      vteps: fc.array(fc.nat(3)),
    })
    .map(({ local, remotes, vteps }): ClusterSpec & { readonly local: number; readonly remotes: number } => {
      const ips = (host: number, count: number) => Array.from({ length: count }, (_, i) => `10.${i}.0.${host}`);
      const chassis = [local, ...remotes].map((count, i) => ({ name: `hv${i + 1}`, ips: ips(i + 1, count) }));
      const ports = chassis.map(({ name, ips: own }, i) => {
        const vtep = own[vteps[i] ?? 9];
        const encap = vtep === undefined ? {} : { encap: `${name}/geneve/${vtep}` };
        return [`p${i}`, { logical_port: `p${i}`, datapath: "s", tunnel_key: i + 1, chassis: name, ...encap }] as const;
      });
      const tables = {
        Datapath_Binding: onePort.Datapath_Binding,
        Port_Binding: Object.fromEntries(ports),
        Multicast_Group: { m: { name: "m", datapath: "s", tunnel_key: 0x8000, ports: ports.map(([uuid]) => uuid) } },
      };
      return { chassis, tables, local, remotes: remotes.length };
    });

  const reg13 = (actions: readonly Action[]): readonly (string | undefined)[] =>
    actions.flatMap((action) => {
      if (action.kind === "clone") return reg13(action.actions);
      return action.kind === "set_field" && action.field.name === "reg13" ? [action.mask?.[0]?.toString(16)] : [];
    });

  test("has the halves of reg13 written on their own, always", () => {
    fc.assert(
      fc.property(cluster, (spec) => {
        const masks = new Set(lower(spec).flows.flatMap(({ actions }) => reg13(actions)));
        for (const mask of masks) expect(["ffff", "ffff0000"]).toContain(mask);
      }),
    );
  });

  test("has one flow for each encap id and remote port, exact when the port has a VTEP", () => {
    fc.assert(
      fc.property(cluster, (spec) => {
        const { selections } = lower(spec);
        expect(selections.length).toBe(spec.local * spec.remotes);
        for (const { reason, encapId, tunnel } of selections) {
          expect(["exact", "any-remote"]).toContain(reason);
          expect(tunnel.localIp).toBe(`10.${encapId}.0.1`);
        }
      }),
    );
  });

  test("sends one copy of BUM to each remote chassis with a member", () => {
    fc.assert(
      fc.property(cluster, (spec) => {
        const { flows } = lower(spec);
        const copies = flows
          .filter(({ table, origin }) => table === 44 && origin?.table === "Multicast_Group")
          .flatMap(({ actions }) => actions.filter(({ kind }) => kind === "output"));
        expect(copies.length).toBe(spec.remotes);
      }),
    );
  });
});

describe("a port that migrates to this chassis", () => {
  const blocks = (strategy: string, version: string, mac: readonly string[] = ["0a:58:00:00:00:02 10.1.0.2"]) => {
    const b = {
      ...onePort.Port_Binding.b,
      chassis: "hv2",
      additional_chassis: ["hv1"],
      mac,
      options: { "activation-strategy": strategy },
    };
    const tables = { ...onePort, Port_Binding: { ...onePort.Port_Binding, b } };
    const { flows } = lower({ version, chassis: [hv1, hv2], tables });
    return flows.filter(({ priority }) => priority === 1010 || priority === 1000).map(({ table }) => table);
  };

  // OVN branch-25.03 and branch-25.09, controller/physical.c: setup_activation_strategy.
  test.each([
    ["rarp", "25.03.1", [0, 0, 65]],
    ["rarp,garp", "25.03.1", []],
    ["garp", "25.03.1", []],
    ["rarp", "25.09.2", [0, 0, 65]],
    ["rarp,garp", "25.09.2", [0, 0, 0, 65]],
    ["garp", "26.03.1", [0, 0, 65]],
    ["none", "26.03.1", []],
  ])("%s, in %s", (strategy, version, tables) => {
    expect(blocks(strategy, version)).toEqual(tables);
  });

  test("needs an address of its own where the strategy may be a list", () => {
    expect(blocks("rarp", "25.03.1", ["unknown"])).toEqual([0, 0, 65]);
    expect(blocks("rarp", "26.03.1", ["unknown"])).toEqual([]);
  });
});
