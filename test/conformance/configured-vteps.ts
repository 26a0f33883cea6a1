import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, readDatabase, type Row } from "@ovn-sim/model";
import type { Recording } from "../recordings/index.ts";
import { valueOf } from "./recorded-cluster.ts";

/** The VTEPs of a port, worked out by hand from the rows: no code that makes flows is asked. */
export type VtepsOfPort = {
  readonly port: string;
  readonly chassis: string;
  /** Where its packets come from, as the Southbound has it. */
  readonly sends: string;
  /** Where packets for it go, as the Southbound has it; more than one when any of them may be used. */
  readonly receives: readonly string[];
  /** What its interface asks for, whether or not the Southbound has it so. */
  readonly asksFor: string | undefined;
};

/** The VIFs and containers of a recording that have an address, with the VTEPs that they should use. */
export function configuredVteps(recording: Recording): readonly VtepsOfPort[] {
  const southbound = readRecordedDatabase(recording, "sb.backup.db");
  const bindings = [...rowsOf(southbound, "Port_Binding")];
  const networked = new Set(bindings.filter((row) => text(row, "type") === "localnet").map(datapathOf));
  const ports = bindings.filter(
    (row) => text(row, "type") === "" && !networked.has(datapathOf(row)) && /^\S+ \S/.test(firstText(row, "mac")),
  );
  return recording.chassis.flatMap((folder) => vtepsOn(recording, folder, ports, southbound));
}

function vtepsOn(recording: Recording, folder: string, ports: readonly Row[], southbound: Database): VtepsOfPort[] {
  const database = readRecordedDatabase(recording, `${folder}/ovs.backup.db`);
  const [root] = rowsOf(database, "Open_vSwitch");
  const settings = mapOf(root!, "external_ids");
  const chassis = settings.get("system-id")!;
  const list = [...new Set(settings.get("ovn-encap-ip")!.split(","))].sort();
  const preferred = list.find((ip) => ip === settings.get("ovn-encap-ip-default"));
  const encaps = southbound.tables.get("Encap")!.rows;
  const result: VtepsOfPort[] = [];
  for (const row of rowsOf(database, "Interface")) {
    const ids = mapOf(row, "external_ids");
    const carrier = ids.get("iface-id");
    if (carrier === undefined) continue;
    for (const port of ports) {
      if (text(port, "logical_port") !== carrier && firstText(port, "parent_port") !== carrier) continue;
      const encap = encaps.get(firstText(port, "encap"));
      const bound = encap === undefined ? undefined : text(encap, "ip");
      result.push({
        port: text(port, "logical_port"),
        chassis,
        sends: bound ?? preferred ?? list[0]!,
        receives: bound === undefined ? list : [bound],
        asksFor: ids.get("encap-ip") ?? preferred,
      });
    }
  }
  return result;
}

/** The chassis whose files lie in a folder of a recording. */
export function chassisOf(recording: Recording, folder: string): string {
  const [root] = rowsOf(readRecordedDatabase(recording, `${folder}/ovs.backup.db`), "Open_vSwitch");
  return mapOf(root!, "external_ids").get("system-id")!;
}

function readRecordedDatabase(recording: Recording, file: string): Database {
  const path = join(recording.path, file);
  return valueOf(readDatabase(readFileSync(path), { file: path }));
}

function rowsOf(database: Database, table: string): Iterable<Row> {
  return database.tables.get(table)!.rows.values();
}

function text(row: Row, column: string): string {
  const value = row.columns.get(column);
  if (typeof value !== "string") throw new TypeError(`${column} is no text`);
  return value;
}

function datapathOf(row: Row): string {
  return JSON.stringify(row.columns.get("datapath"));
}

/** The first value of a set, or of an optional column. */
function firstText(row: Row, column: string): string {
  const value = row.columns.get(column);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : "";
}

function mapOf(row: Row, column: string): ReadonlyMap<string, string> {
  return row.columns.get(column) as unknown as ReadonlyMap<string, string>;
}
