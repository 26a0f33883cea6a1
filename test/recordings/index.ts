import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a packet went, as `ofproto/trace` of the recorded switch told. */
export type RecordedTrace = {
  readonly chassis: string;
  /** What was asked, in the syntax of ovs-fields(7); ports go by their interfaces' names. */
  readonly flow: string;
  /** OpenFlow port numbers of the integration bridge that the packet was sent to, in order. */
  readonly outputs: readonly number[];
  /** The datapath's actions, once for each pass. */
  readonly datapath: readonly string[];
  /** The whole answer, of some. */
  readonly text?: string;
};

/** What `ovn-trace` told. */
export type RecordedMicroflow = {
  readonly microflow: string;
  /** What it was told that conntrack finds, step by step; beyond that, connections are established. */
  readonly ct?: readonly string[];
  /** The load balancer's backend that it was told to take. */
  readonly lbBackend?: string;
  readonly text: string;
};

/** What `recording.json` of a recording says about it. */
type About = {
  readonly scenario: string;
  /** What it is there for. */
  readonly says: string;
  /** `X.Y`, of OVN. */
  readonly release: string;
  readonly versions: readonly string[];
  /** The chassis whose flows it has; each has a folder of its name. */
  readonly chassis: readonly string[];
};

/** A cluster as the lab recorded it. */
export type Recording = About & {
  /** Release and scenario, to be shown. */
  readonly name: string;
  /** The folder, absolute. */
  readonly path: string;
  /** Every file in it, by its path from there. */
  readonly files: readonly string[];
};

const HOME = fileURLToPath(new URL(".", import.meta.url));

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** A recording in a folder, or `undefined` when the folder holds none. */
export function openRecording(path: string): Recording | undefined {
  const about = join(path, "recording.json");
  if (!existsSync(about)) return undefined;
  const said = JSON.parse(readFileSync(about, "utf8")) as About;
  const files = filesBelow(path).map((file) => relative(path, file));
  return { ...said, name: `${said.release}/${said.scenario}`, path, files };
}

/** Every recording of the project, by release and scenario. */
export function listRecordings(): readonly Recording[] {
  return readdirSync(HOME, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((release) => readdirSync(join(HOME, release.name)).map((name) => join(HOME, release.name, name)))
    .map(openRecording)
    .filter((recording) => recording !== undefined);
}

/** The text of one of a recording's files; a recording without it is an error of the caller. */
export function readRecorded(recording: Recording, file: string): string {
  return readFileSync(join(recording.path, file), "utf8");
}

function readLines(recording: Recording, file: string): readonly unknown[] {
  if (!recording.files.includes(file)) return [];
  return readRecorded(recording, file)
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

export function recordedTraces(recording: Recording): readonly RecordedTrace[] {
  return readLines(recording, "traces.jsonl") as readonly RecordedTrace[];
}

export function recordedMicroflows(recording: Recording): readonly RecordedMicroflow[] {
  return readLines(recording, "ovn-traces.jsonl") as readonly RecordedMicroflow[];
}
