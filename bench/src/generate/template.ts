import { linkWords, parseAddresses, portWords } from "./addresses.ts";
import { type Cell, referencesOf, type Row, type Tables, textOf } from "./rows.ts";

/** What a logical flow is written for, and so how often it is there in a larger cluster. */
export type FlowScope = "port" | "link" | "datapath";

/** A recorded logical flow with its names taken out. */
export type FlowTemplate = {
  readonly scope: FlowScope;
  readonly isSwitch: boolean;
  /** Whether northd wrote it once for all datapaths of its kind, by a Logical_DP_Group. */
  readonly isShared: boolean;
  /** Whether it names the switch's link to the router. */
  readonly needsLink: boolean;
  /** The flow with names filled in: the words of a port, then those of its link. */
  readonly write: (words: readonly string[]) => Row;
};

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
  /** Rows of the tables that do not grow. */
  readonly constant: Tables;
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
 * Finds in the recorded Southbound of a router with switches what is said of one switch, one port and one link,
 * so that more of them can be written in northd's own words.
 */
export function createTemplate(tables: Tables): SouthboundTemplate {
  const rows = (table: string): ReadonlyMap<string, Row> => tables.get(table) ?? new Map<string, Row>();
  const find = (table: string, wanted: (row: Row) => boolean): Row => findRow(rows(table), table, wanted)[1];
  const bindings = [...rows("Port_Binding").values()];
  const isVif = (row: Row): boolean => row["type"] === "";

  const port = find("Port_Binding", isVif);
  const [switchUuid = ""] = referencesOf(port, "datapath");
  const ofSwitch = (row: Row): boolean => referencesOf(row, "datapath")[0] === switchUuid;
  const switchPort = find("Port_Binding", (row) => ofSwitch(row) && !isVif(row));
  const routerPort = find("Port_Binding", (row) => row["logical_port"] === peerOf(switchPort));
  const [routerUuid = ""] = referencesOf(routerPort, "datapath");
  const words = [...wordsOfPort(port), ...wordsOfLink(switchPort, routerPort)];
  const own = new Set([port, switchPort, routerPort].map((row) => textOf(row, "logical_port")));
  const foreign = bindings
    .filter((row) => !own.has(textOf(row, "logical_port")))
    .flatMap((row) => wordsOfStranger(row, bindings))
    .filter((word) => !words.includes(word));
  const source: FlowSource = { words, portWords: wordsOfPort(port).length, foreign, switchUuid, routerUuid };
  const groups = rows("Logical_DP_Group");
  return {
    flows: [...rows("Logical_Flow").values()].flatMap((row) => templateOf(row, source, groups)),
    port,
    switchPort,
    routerPort,
    switchDatapath: rows("Datapath_Binding").get(switchUuid)!,
    routerDatapath: rows("Datapath_Binding").get(routerUuid)!,
    floodGroup: find("Multicast_Group", (row) => ofSwitch(row) && row["name"] === "_MC_flood"),
    floodL2Group: find("Multicast_Group", (row) => ofSwitch(row) && row["name"] === "_MC_flood_l2"),
    multicastSettings: find("IP_Multicast", ofSwitch),
    chassis: find("Chassis", () => true),
    chassisPrivate: find("Chassis_Private", () => true),
    encap: find("Encap", () => true),
    constant: new Map([...tables].filter(([name]) => CONSTANT_TABLES.has(name))),
  };
}

function findRow(rows: ReadonlyMap<string, Row>, table: string, wanted: (row: Row) => boolean): [string, Row] {
  for (const entry of rows) if (wanted(entry[1])) return entry;
  throw new Error(`the recording has no such row in table ${table}`);
}

function peerOf(row: Row): string | undefined {
  const options = row["options"] as readonly [string, readonly (readonly [string, string])[]];
  return options[1].find(([key]) => key === "peer")?.[1];
}

/** The addresses of a port; the column is a set, and one value is written without its brackets. */
function wordsOfPort(row: Row): readonly string[] {
  return portWords(textOf(row, "logical_port"), parseAddresses(textOf(row, "mac")));
}

function wordsOfLink(switchPort: Row, routerPort: Row): readonly string[] {
  const addresses = parseAddresses(textOf(routerPort, "mac"));
  return linkWords(textOf(switchPort, "logical_port"), textOf(routerPort, "logical_port"), addresses);
}

function wordsOfStranger(row: Row, bindings: readonly Row[]): readonly string[] {
  if (row["type"] === "") return wordsOfPort(row);
  if (row["mac"] === "router") return [];
  const peer = bindings.find((other) => other["logical_port"] === peerOf(row));
  return peer === undefined ? [textOf(row, "logical_port")] : wordsOfLink(peer, row);
}

type FlowSource = {
  readonly words: readonly string[];
  /** How many of them are the port's; the rest are the link's. */
  readonly portWords: number;
  /** Words of other ports and links, whose flows are left out. */
  readonly foreign: readonly string[];
  readonly switchUuid: string;
  readonly routerUuid: string;
};

/** Columns of a logical flow that may name a port or hold an address. */
const NAMING = ["match", "actions", "tags", "flow_desc"] as const;

function templateOf(row: Row, source: FlowSource, groups: ReadonlyMap<string, Row>): readonly FlowTemplate[] {
  const [own] = referencesOf(row, "logical_datapath");
  const [group] = referencesOf(row, "logical_dp_group");
  const datapaths = own === undefined ? referencesOf(groups.get(group ?? "") ?? {}, "datapaths") : [own];
  const isSwitch = datapaths.includes(source.switchUuid);
  if (!isSwitch && !datapaths.includes(source.routerUuid)) return [];
  const text = JSON.stringify(NAMING.map((column) => row[column] ?? ""));
  if (findsWord(source.foreign, text)) return [];
  const parts = splitAtWords(source.words, text);
  const named = parts.filter((part) => typeof part === "number");
  const namesPort = named.some((index) => index < source.portWords);
  const namesLink = named.some((index) => index >= source.portWords);
  const write = (words: readonly string[]): Row => {
    const filled = parts.map((part) => (typeof part === "number" ? words[part] : part)).join("");
    const cells = JSON.parse(filled) as readonly Cell[];
    const named = NAMING.flatMap((column, i) => (row[column] === undefined ? [] : [[column, cells[i]!] as const]));
    return { ...row, ...Object.fromEntries(named) };
  };
  const scope = namesPort ? "port" : namesLink ? "link" : "datapath";
  return [{ scope, isSwitch, isShared: own === undefined, needsLink: namesLink || !isSwitch, write }];
}

/** A word as it stands alone: `10.0.0.1` is not in `10.0.0.11`, nor in `10.0.0.1/24`. */
function wordPattern(words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((a, b) => b.length - a.length).map((word) => word.replaceAll(".", "\\."));
  return new RegExp(`(?<![\\w.:-])(${longestFirst.join("|")})(?![\\w.:/-])`);
}

function findsWord(words: readonly string[], text: string): boolean {
  return words.length > 0 && wordPattern(words).test(text);
}

/** The text in pieces, with the index of a word where one stands. */
function splitAtWords(words: readonly string[], text: string): readonly (string | number)[] {
  return text.split(wordPattern(words)).map((piece, i) => (i % 2 === 1 ? words.indexOf(piece) : piece));
}
