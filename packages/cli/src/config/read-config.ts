import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Parsed, Place } from "@ovn-sim/model";
import { CONFIG, type Config } from "./config-schema.ts";
import { type JsonFileOptions, readJsonFile } from "./json-file.ts";

/** The configuration file that is taken without being named, from the working directory. */
export const CONFIG_FILE = "ovn-sim.config.json";

/** A configuration with its file. */
export type ReadConfig = {
  readonly file: string;
  readonly config: Config;
  /** Where each exception stands in the file. */
  readonly placeOfException: (index: number) => Place;
};

const FAULT: JsonFileOptions = { code: "OVN8040", hint: "ovn-sim verify --print-config-schema says what it may hold" };

/** The configuration file that is named, or else the one of the working directory, if there is one. */
export function readConfig(named: string | undefined): Parsed<ReadConfig | undefined> {
  const file = named ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  if (file === undefined) return { ok: true, value: undefined, notes: [] };
  const read = readJsonFile(file, CONFIG, FAULT);
  if (!read.ok) return read;
  const { value, placeOf } = read.value;
  const placeOfException = (index: number): Place => placeOf(["exceptions", index]);
  return { ok: true, value: { file, config: value, placeOfException }, notes: read.notes };
}

/** A path that a configuration file names, from that file's folder. */
export function besideConfig(configFile: string, path: string): string {
  const folder = dirname(configFile);
  return folder === "." ? path : resolve(folder, path);
}
