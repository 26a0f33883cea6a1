import { type Cluster, DIAGNOSTICS, parseIpRoutes, parseIpRules, type Underlay } from "@ovn-sim/model";
import {
  compileChassis,
  type FlowSet,
  formatFlow,
  mergeVerifyReports,
  parseFlows,
  type RuleId,
  RULE_IDS,
  RULES,
  verifyCluster,
  type VerifyOptions,
  type VerifyReport,
} from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import {
  type ChassisPlan,
  type PortPlan,
  type Scenario,
  scenarioArbitrary,
  scenarioCluster,
  southboundCluster,
} from "ovn-sim/arbitraries";
import { host, vif } from "./plans.ts";
import { checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";
import { recordedCluster, valueOf } from "../conformance/recorded-cluster.ts";
import { listRecordings } from "../recordings/index.ts";
import {
  addRow,
  type DatabaseTables,
  entriesOf,
  map,
  ref,
  type RowCells,
  type ScenarioTables,
  set,
  spoiledCluster,
} from "./spoiled.ts";

/** Two hosts with two VTEPs, and on each two interfaces with a VTEP of their own. */
const RIGHT: Scenario = {
  release: "26.03",
  underlay: "ipv4",
  overlay: "ipv4",
  chassis: [host, host],
  switches: [{ physical: false, router: "distributed" }],
  ports: [vif(0, 0), vif(0, 1), vif(1, 0), vif(1, 1)],
  lost: [],
};

const withPorts = (...ports: readonly PortPlan[]): Scenario => ({ ...RIGHT, ports });
const withChassis = (...chassis: readonly ChassisPlan[]): Scenario => ({ ...RIGHT, chassis });

/** What a host with two NICs has: a rule and a table for each of its VTEPs. */
function underlayOf(chassis: number, change: (text: string) => string = (text) => text): Underlay {
  const subnets = [1, 2];
  const own = (subnet: number): string => `172.16.${subnet}.${chassis}`;
  const rules = subnets.map((subnet) => `${100 + subnet}:\tfrom ${own(subnet)} lookup 10${subnet}`);
  const routes = subnets.flatMap((subnet) => [
    `172.16.0.0/16 via 172.16.${subnet}.254 dev nic${subnet} table 10${subnet}`,
    `172.16.${subnet}.0/24 dev nic${subnet} proto kernel scope link src ${own(subnet)}`,
    `local ${own(subnet)} dev nic${subnet} table local proto kernel scope host src ${own(subnet)}`,
  ]);
  const all = ["0:\tfrom all lookup local", ...rules, "32766:\tfrom all lookup main"].join("\n");
  return { rules: valueOf(parseIpRules(change(all))), routes: valueOf(parseIpRoutes(change(routes.join("\n")))) };
}

/** Installed flows of a cluster: those compiled for it, those of hv1 changed as text. */
function flowsOf(cluster: Cluster, change: (lines: readonly string[]) => readonly string[]): VerifyOptions {
  const installed = (name: string): FlowSet => {
    const { flows, groups, meters } = valueOf(compileChassis(cluster, name));
    return { flows: name === "hv1" ? changed(flows, change) : flows, groups, meters };
  };
  return { installed: (name) => ({ ok: true, value: installed(name), notes: [] }) };
}

function changed(flows: FlowSet["flows"], change: (lines: readonly string[]) => readonly string[]): FlowSet["flows"] {
  return valueOf(parseFlows(change(flows.map((flow) => formatFlow(flow))).join("\n"))).flows;
}

type Case = {
  readonly scenario?: Scenario;
  readonly spoil?: (tables: ScenarioTables) => void;
  readonly options?: (cluster: Cluster) => VerifyOptions;
  /** A word of the finding's message. */
  readonly says: string;
};

const tunnelOf = (tables: ScenarioTables, chassis: number, name: string) => tables.hosts[chassis]!["Interface"]![name]!;
const replaceIn = (from: RegExp | string, to: string) => (cluster: Cluster) =>
  flowsOf(cluster, (lines) => lines.map((line) => line.replace(from, to)));

/** Adds a host's key to those that it has. */
function addKey(tables: ScenarioTables, chassis: number, key: string, value: string): void {
  const [root] = Object.values(tables.hosts[chassis]!["Open_vSwitch"]!);
  root!["external_ids"] = map({ ...entriesOf(root!["external_ids"]), [key]: value });
}

/** How each rule is broken. The scenario without it, {@link RIGHT}, keeps them all. */
const BROKEN: Readonly<Record<RuleId, Case>> = {
  "tunnel-follows-interfaces": {
    options: replaceIn("set_field:0x2/0xffffff->tun_id", "set_field:0x7/0xffffff->tun_id"),
    says: "names keys 7 and",
  },
  "source-vtep": {
    options: replaceIn("set_field:0x10000/0xffff0000->reg13", "set_field:0/0xffff0000->reg13"),
    says: "source VTEP of p2",
  },
  "destination-vtep": { options: (cluster) => swapTunnels(cluster), says: "destination VTEP of" },
  "default-vtep": {
    scenario: { ...RIGHT, chassis: [{ ...host, defaultVtep: 1 }, host], ports: [vif(0, undefined), vif(1, 0)] },
    options: replaceIn("set_field:0/0xffff0000->reg13", "set_field:0x10000/0xffff0000->reg13"),
    says: "source VTEP of p1",
  },
  "delivered-once": {
    options: (cluster) =>
      flowsOf(cluster, (lines) => lines.filter((line) => !/ table=65,.*reg15=0x1,/.test(` ${line}`))),
    says: "is lost",
  },
  "destination-determined": {
    scenario: {
      ...RIGHT,
      switches: [
        { physical: false, router: "distributed" },
        { physical: false, router: { gateway: 1 } },
      ],
      ports: [vif(0, 0), vif(1, 1, 1)],
    },
    says: "nothing makes it arrive",
  },
  "wanted-pair": {
    scenario: { ...RIGHT, lost: [{ chassis: 0, peer: 1, local: 1, remote: 0 }] },
    says: "no tunnel has the wanted pair",
  },
  "every-encap-id": {
    scenario: withPorts(vif(0, 0), vif(1, 0)),
    options: (cluster) =>
      flowsOf(cluster, (lines) => lines.filter((line) => !/table=44,.*reg13=0x10000\/0xffff0000/.test(line))),
    says: "with encap id 1",
  },
  "bum-exactly-once": {
    options: replaceIn(/(table=44,.*reg15=0x8004.*)output:\d+,/, "$1"),
    says: "copies",
  },
  "bum-within-limits": {
    options: replaceIn(/(table=44,.*reg15=0x8004.*)resubmit\(,45\)/, "$1resubmit(,44)"),
    says: "dropped whole",
  },
  "bum-near-limits": {
    options: replaceIn(
      /(table=46,.*reg15=0x8004,.*actions=)/,
      `$1${Array.from({ length: 3400 }, () => "resubmit(,200),").join("")}`,
    ),
    says: "resubmits, and Open vSwitch has 4096",
  },
  "tunnel-both-ends": {
    spoil: ({ hosts }) => {
      hosts[1]!["Bridge"]!["br-int"]!["ports"] = set(
        ...["vif-p3", "vif-p4"].map((name) => ref(hosts[1]!["Port"]![name]!)),
      );
    },
    says: "has no other end",
  },
  "tunnel-same-type": {
    spoil: (tables) => {
      tunnelOf(tables, 1, "ovn-hv1-0")["type"] = "vxlan";
    },
    says: "is vxlan at its other end",
  },
  decapsulation: {
    options: replaceIn(
      /in_port=3 actions=(move:NXM_NX_TUN_ID\S*?),move:NXM_NX_TUN_METADATA0\[0\.\.15\]->NXM_NX_REG15\[0\.\.15\]/,
      "in_port=3 actions=$1",
    ),
    says: "has outport 0",
  },
  "interface-input": {
    options: replaceIn(/in_port=1 actions=(.*)set_field:0x1->reg14/, "in_port=1 actions=$1set_field:0x2->reg14"),
    says: "is taken for port 2",
  },
  "encap-ip-honoured": { scenario: withPorts(vif(0, "elsewhere"), vif(1, 0)), says: "is no VTEP of hv1" },
  "encap-ip-key": { scenario: withPorts(vif(0, "misspelt"), vif(1, 0)), says: "which nobody reads" },
  "pf-mapping-listed": {
    spoil: (tables) => addKey(tables, 0, "ovn-pf-encap-ip-mapping", "pf0:172.16.1.1,pf1:10.9.9.9"),
    says: "maps pf1 to 10.9.9.9",
  },
  "pf-mapping-used": {
    spoil: (tables) => addKey(tables, 0, "ovn-pf-encap-ip-mapping", "pf0:172.16.1.1"),
    says: "maps no PF",
  },
  "default-vtep-listed": {
    scenario: withChassis({ ...host, defaultVtep: "elsewhere" }, host),
    says: "is no VTEP of hv1",
  },
  "vtep-list-form": {
    spoil: (tables) => addKey(tables, 0, "ovn-encap-ip", "172.16.1.1,172.16.2.1,172.16.2.1"),
    says: "is there twice",
  },
  "vtep-unique": {
    spoil: (tables) => addKey(tables, 0, "ovn-encap-ip", "172.16.1.1,172.16.2.2"),
    says: "is a VTEP of hv1 and hv2",
  },
  "encap-rows": {
    spoil: (tables) => addKey(tables, 0, "ovn-encap-ip", "172.16.1.1,172.16.2.1,172.16.10.1"),
    says: "it lacks geneve 172.16.10.1",
  },
  "encap-stale": {
    spoil: ({ southbound }) => {
      addRow(southbound["Encap"]!, "old", { chassis_name: "gone", type: "geneve", ip: "172.16.1.9", options: map({}) });
    },
    says: "which no Chassis row has",
  },
  "chassis-stale": {
    spoil: ({ southbound }) => {
      const encap = addRow(southbound["Encap"]!, "old", {
        chassis_name: "old",
        type: "geneve",
        ip: "172.16.1.9",
        options: map({}),
      });
      addRow(southbound["Chassis"]!, "old", {
        ...southbound["Chassis"]!["hv1"]!,
        name: "old",
        hostname: "hv1",
        encaps: set(ref(encap)),
      });
    },
    says: "its host, hv1, is chassis hv1 now",
  },
  "system-id": {
    spoil: ({ southbound }) => {
      southbound["Chassis"]!["hv1"]!["hostname"] = "another";
    },
    says: "two nodes may have it",
  },
  "encap-id-apart": {
    options: replaceIn("set_field:0x1/0xffff->reg13", "set_field:0x1->reg13"),
    says: "writes both",
  },
  "encap-id-range": {
    options: replaceIn("set_field:0x10000/0xffff0000->reg13", "set_field:0x70000/0xffff0000->reg13"),
    says: "has encap id 7",
  },
  "zone-unique": {
    spoil: ({ hosts }) => {
      const bridge = hosts[0]!["Bridge"]!["br-int"]!;
      bridge["external_ids"] = map({ ...entriesOf(bridge["external_ids"]), "ct-zone-p1": "9", "ct-zone-p2": "9" });
    },
    says: "conntrack zone 9 of hv1 is of p1 and p2",
  },
  "zone-loaded": {
    options: replaceIn(
      /in_port=1 actions=set_field:0x1\/0xffff->reg13/,
      "in_port=1 actions=set_field:0x9/0xffff->reg13",
    ),
    says: "has the conntrack zone 9",
  },
  "tunnel-present": {
    scenario: { ...RIGHT, lost: [{ chassis: 0, peer: 1, local: 0, remote: 0 }] },
    says: "has no geneve tunnel port",
  },
  "tunnel-expected": {
    spoil: ({ hosts }) => {
      hosts[0]!["Port"]!["ovn-hv2-0"]!["external_ids"] = map({ "ovn-chassis-id": "gone@10.0.0.9%172.16.1.1" });
    },
    says: "no chassis gone is known",
  },
  "tunnel-options": {
    spoil: (tables) => {
      tunnelOf(tables, 0, "ovn-hv2-0")["options"] = map({ key: "flow", remote_ip: "10.0.0.9", local_ip: "172.16.1.1" });
    },
    says: "has remote_ip=10.0.0.9",
  },
  "tunnel-ofport": {
    spoil: (tables) => {
      tunnelOf(tables, 0, "ovn-hv2-0")["ofport"] = -1;
    },
    says: "Open vSwitch refused it",
  },
  "tunnel-local-ip": {
    spoil: (tables) => {
      tunnelOf(tables, 0, "ovn-hv2-0")["options"] = map({ key: "flow", remote_ip: "172.16.1.2" });
      tables.hosts[0]!["Port"]!["ovn-hv2-0"]!["external_ids"] = map({ "ovn-chassis-id": "hv2@172.16.1.2" });
    },
    says: "has no local_ip",
  },
  "tunnel-mtu": {
    spoil: ({ hosts }) => {
      hosts[0]!["Interface"]!["vif-p1"]!["mtu"] = 1500;
      const like = hosts[0]!["Interface"]!["vif-p1"]!;
      addRow(hosts[0]!["Interface"]!, "nic1", { ...like, name: "nic1", ofport: 99, external_ids: map({}) });
    },
    options: () => ({ underlay: new Map([["hv1", underlayOf(1)]]) }),
    says: "need 1558",
  },
  "underlay-rule": {
    options: () => ({ underlay: new Map([["hv1", underlayOf(1, (text) => text.replace(/102:.*\n/, ""))]]) }),
    says: 'has no rule "from 172.16.2.1',
  },
  "underlay-route": {
    options: () => ({
      underlay: new Map([
        ["hv1", underlayOf(1, (text) => text.replace("172.16.0.0/16", "10.0.0.0/8").replace(/32766:.*/, ""))],
      ]),
    }),
    says: "has no route to 172.16.1.2",
  },
  "underlay-interface": {
    options: () => ({
      underlay: new Map([["hv1", underlayOf(1, (text) => text.replace("dev nic2 table 102", "dev nic1 table 102"))]]),
    }),
    says: "goes by nic1",
  },
  "zone-gateway": {
    spoil: ({ southbound }) => {
      const encap = addRow(southbound["Encap"]!, "far", {
        chassis_name: "far",
        type: "geneve",
        ip: "172.16.1.9",
        options: map({}),
      });
      addRow(southbound["Chassis"]!, "far", {
        ...southbound["Chassis"]!["hv1"]!,
        name: "far",
        hostname: "",
        encaps: set(ref(encap)),
        other_config: map({ "is-remote": "true" }),
      });
    },
    says: "no chassis of this zone has is-interconn=true",
  },
  "ha-members": {
    scenario: gatewayed(),
    spoil: ({ southbound }) => {
      memberOf(southbound)["chassis"] = set();
    },
    says: "is no chassis of the Southbound",
  },
  "ha-priorities": {
    scenario: gatewayed(),
    spoil: ({ southbound }) => {
      const member = memberOf(southbound);
      const hv1 = set(ref(southbound["Chassis"]!["hv1"]!));
      const twin = addRow(southbound["HA_Chassis"]!, "twin", { ...member, chassis: hv1 });
      southbound["HA_Chassis_Group"]!["lr0-sw2"]!["ha_chassis"] = set(ref(member), ref(twin));
    },
    says: "have the same priority",
  },
  "ha-active": {
    scenario: gatewayed(),
    spoil: ({ southbound }) => {
      southbound["Port_Binding"]!["cr-lr0-sw2"]!["chassis"] = set(ref(southbound["Chassis"]!["hv1"]!));
    },
    says: "is bound to hv1, expected one of hv2",
  },
  "flow-layout": {
    options: (cluster) => {
      const older = (name: string): FlowSet => valueOf(compileChassis(cluster, name, { release: "25.03" }));
      return { installed: (name) => ({ ok: true, value: older(name), notes: [] }) };
    },
    says: "from table 42, as 24.09 and 25.03 do",
  },
  "versions-agree": {
    spoil: ({ southbound }) => {
      southbound["Chassis"]!["hv1"]!["other_config"] = map({ "ct-commit-to-zone": "true" });
    },
    says: "ovn-controller of hv2 does not know ct-commit-to-zone",
  },
};

const memberOf = (southbound: DatabaseTables): RowCells => Object.values(southbound["HA_Chassis"]!)[0]!;

function gatewayed(): Scenario {
  const switches: Scenario["switches"] = [
    { physical: false, router: "distributed" },
    { physical: false, router: { gateway: 1 } },
  ];
  return { ...RIGHT, chassis: [host, { ...host, vteps: 1 }], switches, ports: [vif(0, 0), vif(1, 0, 1)] };
}

/** The flows of hv1 with the tunnels to the two addresses of hv2 in each other's place. */
function swapTunnels(cluster: Cluster): VerifyOptions {
  const { view } = valueOf(compileChassis(cluster, "hv1"));
  const port = (remote: string): number =>
    view.tunnels.find(({ localIp, remoteIp }) => localIp === "172.16.1.1" && remoteIp === remote)!.ofport;
  const [one, other] = [port("172.16.1.2"), port("172.16.2.2")];
  return replaceIn(new RegExp(`(table=44,.*reg15=0x3.*)output:${one}\\b`), `$1output:${other}`)(cluster);
}

function verify({ scenario = RIGHT, spoil, options }: Partial<Case>): VerifyReport {
  const cluster = spoil === undefined ? scenarioCluster(scenario) : spoiledCluster(scenario, spoil);
  return valueOf(verifyCluster(cluster, options?.(cluster) ?? {}));
}

const describeAll = ({ findings }: VerifyReport): string =>
  findings.map(({ rule, message }) => `${rule}: ${message}`).join("\n");

describe("the rules over a cluster", () => {
  test.each(Object.entries(BROKEN))("%s is found when it is broken", (rule, broken) => {
    const report = verify(broken);
    const found = report.findings.filter((finding) => finding.rule === rule);
    if (found.length === 0) throw new Error(`not found; instead: ${describeAll(report)}`);
    expect(found.map(({ message }) => message).join("\n")).toContain(broken.says);
    for (const { severity, code } of found)
      expect([severity, code]).toEqual([RULES[rule as RuleId].severity, RULES[rule as RuleId].code]);
    expect(report.rules[rule as RuleId].findings).toBe(found.length);
  });

  test.each(Object.entries(BROKEN))("%s is told alike by one run and by merged parts", (_, broken) => {
    const parts = [2, 0, 1].map((index) =>
      verify({
        ...broken,
        options: (cluster) => ({ ...broken.options?.(cluster), shard: { index, count: 3 } }),
      }),
    );
    expect(mergeVerifyReports([parts[0]!, ...parts.slice(1)])).toEqual(verify(broken));
  });

  test("a right cluster keeps them all, with all that they need at hand", () => {
    const report = verify({
      options: (cluster) => ({
        ...flowsOf(cluster, (lines) => lines),
        underlay: new Map([
          ["hv1", underlayOf(1)],
          ["hv2", underlayOf(2)],
        ]),
      }),
    });
    expect(describeAll(report)).toBe("");
    expect(report.checked).toMatchObject({ chassis: 2, ports: 4, pairs: 12, traces: 24 });
    // What these look at is not in this cluster: maps of PFs, other zones, gateways, defaults, MTUs.
    const absent = ["pf-mapping-listed", "pf-mapping-used", "default-vtep-listed", "tunnel-mtu", "zone-gateway"];
    const idle = RULE_IDS.filter((rule) => report.rules[rule].judged === 0);
    expect(idle.filter((rule) => RULES[rule].family !== "selection" && RULES[rule].family !== "ha")).toEqual(absent);
  });

  test("a flood may go to the ports of a gateway router, as some releases have it, or not", () => {
    const floodsToRouters = ({ southbound }: ScenarioTables): void => {
      const home = southbound["Chassis"]!["hv3"]!;
      for (const row of Object.values(southbound["Port_Binding"]!)) {
        if (row["type"] !== "patch") continue;
        row["type"] = "l3gateway";
        row["chassis"] = ref(home);
        row["options"] = map({ ...entriesOf(row["options"]), "l3gateway-chassis": "hv3" });
      }
      for (const row of Object.values(southbound["Logical_Flow"]!))
        if (row["actions"] === 'outport = "_MC_flood_l2"; output;') row["actions"] = 'outport = "_MC_flood"; output;';
    };
    const scenario = withChassis(host, host, host);
    expect(describeAll(verify({ scenario, spoil: floodsToRouters }))).toBe("");
    expect(describeAll(verify({ scenario }))).toBe("");
  });

  test("a flood that an ACL rejects is not judged", () => {
    const recording = listRecordings().find(({ scenario }) => scenario === "control-plane")!;
    const report = valueOf(verifyCluster(recordedCluster(recording)));
    expect(describeAll(report)).toBe("");
    expect(report.rules["bum-exactly-once"].notJudged).toBeGreaterThan(0);
  });

  test("every rule has a code of its own, of its severity", () => {
    expect(new Set(RULE_IDS.map((rule) => RULES[rule].code)).size).toBe(RULE_IDS.length);
    for (const rule of RULE_IDS)
      expect([rule, DIAGNOSTICS[RULES[rule].code].severity]).toEqual([rule, RULES[rule].severity]);
  });

  test("only the wanted rules are held", () => {
    const report = valueOf(
      verifyCluster(scenarioCluster(withPorts(vif(0, "elsewhere"), vif(0, "misspelt"), vif(1, 0))), {
        rules: ["encap-ip-key"],
      }),
    );
    expect(report.findings.map(({ rule }) => rule)).toEqual(["encap-ip-key"]);
  });

  test("the parts of a divided run find together what a whole one finds", () => {
    const cluster = scenarioCluster({
      ...RIGHT,
      lost: [{ chassis: 0, peer: 1, local: 1, remote: 0 }],
      ports: [...RIGHT.ports, vif(0, "elsewhere")],
    });
    const keys = ({ findings }: VerifyReport): string[] => findings.map(({ rule, subject }) => `${rule} ${subject}`);
    const parts = [0, 1, 2].map((index) => valueOf(verifyCluster(cluster, { shard: { index, count: 3 } })));
    expect([...new Set(parts.flatMap(keys))].sort()).toEqual(
      [...new Set(keys(valueOf(verifyCluster(cluster))))].sort(),
    );
    const sum = (name: "traces" | "pairs"): number => parts.reduce((total, { checked }) => total + checked[name], 0);
    const whole = valueOf(verifyCluster(cluster)).checked;
    expect([sum("traces"), sum("pairs")]).toEqual([whole.traces, whole.pairs]);
  });

  test("what shows a finding is a command", () => {
    const { findings } = verify(BROKEN["wanted-pair"]);
    expect(findings.find(({ rule }) => rule === "wanted-pair")!.replay).toEqual([
      "trace",
      "--from",
      "p2",
      "--to",
      "p3",
    ]);
  });
});

describe("over generated clusters", { timeout: TIMEOUT_MS }, () => {
  test("nor without the hosts' own databases", () => {
    checkProperty(scenarioArbitrary({ right: true }), 20, (scenario): Failure | undefined => {
      const report = valueOf(verifyCluster(southboundCluster(scenario)));
      return report.findings.length === 0 ? undefined : { message: describeAll(report), scenario };
    });
  });

  test("nothing is found in a cluster that is as it should be", () => {
    checkProperty(scenarioArbitrary({ right: true }), 40, (scenario): Failure | undefined => {
      const report = valueOf(verifyCluster(scenarioCluster(scenario)));
      return report.findings.length === 0 ? undefined : { message: describeAll(report), scenario };
    });
  });
});
