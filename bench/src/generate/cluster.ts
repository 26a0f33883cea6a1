import { readFileSync } from "node:fs";
import {
  type Backup,
  backupChunks,
  type Chunks,
  dumpChunks,
  joinChunks,
  logChunks,
  parseBackup,
} from "./database-text.ts";
import { northboundTables } from "./northbound.ts";
import { localPorts, openVswitchTables } from "./open-vswitch.ts";
import { ClusterPlan } from "./plan.ts";
import { streamOf, type TableStream } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { southboundTables } from "./southbound.ts";
import { createTemplate, type Example } from "./template.ts";

/** Real databases of a router with two switches: every generated row is one of theirs with other names. */
const RECORDINGS = new URL("../../../test/recordings/26.03/", import.meta.url);

type Source = { readonly recording: string; readonly example: Example };

const PLAIN: Source = { recording: "router", example: { port: "west-1" } };

/** Has ACLs and load balancers, and so flows of theirs on every switch. */
const STATEFUL: Source = {
  recording: "policies",
  example: { port: "back-1", policy: { group: "guarded", addressSet: "trusted" }, service: { name: "web" } },
};

function readRecorded(recording: string, file: string): Backup {
  return parseBackup(readFileSync(new URL(`${recording}/${file}`, RECORDINGS)));
}

/** One database in the forms that it may lie in a snapshot, whole or in pieces. */
export type DatabaseFile = {
  readonly backup: () => Uint8Array;
  readonly dump: () => Uint8Array;
  readonly chunks: Readonly<Record<"backup" | "log" | "dump", () => Chunks>>;
};

/** The files of a cluster, as they would lie in a snapshot. */
export type ClusterFiles = {
  readonly southbound: DatabaseFile;
  readonly northbound: DatabaseFile;
  /** Of the first chassis. */
  readonly openVswitch: DatabaseFile;
  readonly chassis: string;
  /** Logical ports on that chassis, and on others. */
  readonly localPorts: readonly string[];
  readonly remotePorts: readonly string[];
  /** Of those, the ones on the second chassis. */
  readonly neighbourPorts: readonly string[];
};

/** Generates a cluster; the same shape gives the same bytes. */
export function generateCluster(shape: Shape): ClusterFiles {
  const plan = new ClusterPlan(shape);
  const { recording, example } = plan.isStateful ? STATEFUL : PLAIN;
  const southbound = readRecorded(recording, "sb.backup.db");
  const northbound = readRecorded(recording, "nb.backup.db");
  const openVswitch = readRecorded(recording, "node-x/ovs.backup.db");
  const own = Array.from(openVswitchTables(openVswitch.tables, plan, 0), ([name, rows]) => streamOf(name, rows));
  const local = new Set(localPorts(plan, 0));
  const names = Array.from({ length: shape.ports }, (_, p) => `port-${p}`);
  return {
    southbound: createFile(southbound, southboundTables(createTemplate(southbound.tables, example), plan)),
    northbound: createFile(northbound, northboundTables(northbound.tables, plan)),
    openVswitch: createFile(openVswitch, own),
    chassis: plan.chassis(0).name,
    localPorts: names.filter((_, p) => local.has(p)),
    remotePorts: names.filter((_, p) => !local.has(p)),
    neighbourPorts: localPorts(plan, 1).map((p) => `port-${p}`),
  };
}

function createFile({ schemaRecord }: Backup, tables: readonly TableStream[]): DatabaseFile {
  const chunks = {
    backup: () => backupChunks(schemaRecord, tables),
    log: () => logChunks(schemaRecord, tables),
    dump: () => dumpChunks(tables),
  };
  return { backup: () => joinChunks(chunks.backup()), dump: () => joinChunks(chunks.dump()), chunks };
}
