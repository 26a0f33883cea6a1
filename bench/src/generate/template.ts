import { linkWords, parseAddresses, policyWords, portWords, serviceWords, WORDS_OF_IPV6 } from "./addresses.ts";
import { FlowTemplate, type FlowWords } from "./flow-template.ts";
import { findRow, referencesOf, type Row, type Tables, textOf } from "./rows.ts";

/** One row of each kind that a larger cluster has more of. */
export type SouthboundTemplate = {
  readonly flows: readonly FlowTemplate[];
  readonly port: Row;
  readonly switchPort: Row;
  readonly routerPort: Row;
  readonly switchDatapath: Row;
  readonly routerDatapath: Row;
  readonly floodGroup: Row;
  readonly floodL2Group: Row;
  readonly multicastSettings: Row;
  readonly chassis: Row;
  readonly chassisPrivate: Row;
  readonly encap: Row;
  /** Of a recording with policies. */
  readonly loadBalancer: Row | undefined;
  /** Rows of the tables that do not grow. */
  readonly constant: Tables;
};

/** Where in the recording is what a larger cluster has more of. */
export type Example = {
  /** A VIF without port security. */
  readonly port: string;
  /** The port group whose two ACLs an address set passes, and a load balancer of one VIP on all switches. */
  readonly policy?: { readonly group: string; readonly addressSet: string };
  readonly service?: { readonly name: string };
};

const CONSTANT_TABLES: ReadonlySet<string> = new Set([
  "SB_Global",
  "Address_Set",
  "DHCP_Options",
  "DHCPv6_Options",
  "RBAC_Role",
  "RBAC_Permission",
]);

/**
 * Finds in the recorded Southbound of a router with switches what is said of one switch, one port, one link, one policy
 * and one service, so that more of them can be written in northd's own words.
 */
export function createTemplate(tables: Tables, example: Example): SouthboundTemplate {
  const rows = (table: string): ReadonlyMap<string, Row> => tables.get(table) ?? new Map<string, Row>();
  const find = (table: string, wanted?: (row: Row) => boolean): Row => findRow(tables, table, wanted)[1];
  const named = (name: string | undefined): Row => find("Port_Binding", (row) => row["logical_port"] === name);
  const bindings = [...rows("Port_Binding").values()];

  const port = named(example.port);
  const [switchUuid = ""] = referencesOf(port, "datapath");
  const ofSwitch = (row: Row): boolean => referencesOf(row, "datapath")[0] === switchUuid;
  const switchPort = find("Port_Binding", (row) => ofSwitch(row) && row["type"] !== "");
  const routerPort = named(peerOf(switchPort));
  const [routerUuid = ""] = referencesOf(routerPort, "datapath");
  const loadBalancer = example.service && find("Load_Balancer", (row) => row["name"] === example.service?.name);
  const words: FlowWords = {
    port: wordsOfPort(port),
    link: wordsOfLink(switchPort, routerPort),
    policy: example.policy === undefined ? [] : policyWords(example.policy.group, example.policy.addressSet),
    service: loadBalancer === undefined ? [] : wordsOfService(loadBalancer),
  };
  const ours = new Set(Object.values(words).flat());
  const own = new Set([port, switchPort, routerPort].map((row) => textOf(row, "logical_port")));
  const foreign = bindings
    .filter((row) => !own.has(textOf(row, "logical_port")))
    .flatMap((row) => wordsOfStranger(row, bindings))
    .filter((word) => !ours.has(word));
  const groups = rows("Logical_DP_Group");
  return {
    flows: [...rows("Logical_Flow").values()].flatMap(
      (row) => FlowTemplate.of(row, { words, foreign, switchUuid, routerUuid }, groups) ?? [],
    ),
    port,
    switchPort,
    routerPort,
    switchDatapath: rows("Datapath_Binding").get(switchUuid)!,
    routerDatapath: rows("Datapath_Binding").get(routerUuid)!,
    floodGroup: find("Multicast_Group", (row) => ofSwitch(row) && row["name"] === "_MC_flood"),
    floodL2Group: find("Multicast_Group", (row) => ofSwitch(row) && row["name"] === "_MC_flood_l2"),
    multicastSettings: find("IP_Multicast", ofSwitch),
    chassis: find("Chassis"),
    chassisPrivate: find("Chassis_Private"),
    encap: find("Encap"),
    loadBalancer,
    constant: new Map([...tables].filter(([name]) => CONSTANT_TABLES.has(name))),
  };
}

function peerOf(row: Row): string | undefined {
  const options = row["options"] as readonly [string, readonly (readonly [string, string])[]];
  return options[1].find(([key]) => key === "peer")?.[1];
}

/** The addresses of a port; the column is a set, and one value is written without its brackets. */
function wordsOfPort(row: Row): readonly string[] {
  const addresses = parseAddresses(textOf(row, "mac"));
  const words = portWords(textOf(row, "logical_port"), addresses);
  return addresses.network6 === "" ? words.map((word, i) => (WORDS_OF_IPV6.has(i) ? NO_WORD : word)) : words;
}

/** Stands for an address that the recording does not have; no text has it. */
const NO_WORD = "\0";

function wordsOfLink(switchPort: Row, routerPort: Row): readonly string[] {
  const addresses = parseAddresses(textOf(routerPort, "mac"));
  return linkWords(textOf(switchPort, "logical_port"), textOf(routerPort, "logical_port"), addresses);
}

function wordsOfService(row: Row): readonly string[] {
  const [, vips] = row["vips"] as readonly [string, readonly (readonly [string, string])[]];
  const [address = "", backends = ""] = vips[0] ?? [];
  const [vip = "", port = ""] = address.split(":");
  return serviceWords(vip, Number(port), backends);
}

function wordsOfStranger(row: Row, bindings: readonly Row[]): readonly string[] {
  if (row["type"] === "") return wordsOfPort(row);
  if (row["mac"] === "router") return [];
  const peer = bindings.find((other) => other["logical_port"] === peerOf(row));
  return peer === undefined ? [textOf(row, "logical_port")] : wordsOfLink(peer, row);
}
