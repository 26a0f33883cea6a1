import { readFileSync } from "node:fs";
import { type Backup, formatBackup, formatDump, parseBackup } from "./database-text.ts";
import { generateOpenVswitch } from "./open-vswitch.ts";
import type { Shape } from "./shape.ts";
import { generateSouthbound } from "./southbound.ts";
import { createTemplate } from "./template.ts";

/** Real databases of a router with two switches: every generated row is one of theirs with other names. */
const RECORDING = new URL("../../../test/recordings/26.03/router/", import.meta.url);

function readRecorded(file: string): Backup {
  return parseBackup(readFileSync(new URL(file, RECORDING)));
}

/** The files of a cluster, as they would lie in a snapshot. */
export type ClusterFiles = {
  readonly southbound: { readonly backup: () => Uint8Array; readonly dump: () => Uint8Array };
  /** Of the first chassis. */
  readonly openVswitch: { readonly backup: () => Uint8Array; readonly dump: () => Uint8Array };
  readonly chassis: string;
  /** Logical ports on that chassis, and on others. */
  readonly localPorts: readonly string[];
  readonly remotePorts: readonly string[];
};

/** Generates a cluster; the same shape gives the same bytes. */
export function generateCluster(shape: Shape): ClusterFiles {
  const southbound = readRecorded("sb.backup.db");
  const openVswitch = readRecorded("node-x/ovs.backup.db");
  const generated = generateSouthbound(createTemplate(southbound.tables), shape);
  const first = generated.chassis[0]!;
  const own = generateOpenVswitch(openVswitch.tables, generated, first, shape.seed);
  const { schemaRecord } = southbound;
  return {
    southbound: {
      backup: () => formatBackup({ schemaRecord, tables: generated.tables }),
      dump: () => formatDump(generated.tables),
    },
    openVswitch: {
      backup: () => formatBackup({ schemaRecord: openVswitch.schemaRecord, tables: own }),
      dump: () => formatDump(own),
    },
    chassis: first.name,
    localPorts: generated.ports.filter(({ chassis }) => chassis === first).map(({ name }) => name),
    remotePorts: generated.ports.filter(({ chassis }) => chassis !== first).map(({ name }) => name),
  };
}
