import { readFileSync } from "node:fs";
import { createCluster, type Database, readDatabase } from "@ovn-sim/model";
import { type ChassisView, createChassisView } from "../src/chassis/index.ts";

/** What a chassis shows with the recorded Southbound and local database at the URLs. */
export function recordedChassis(name: string, version: string, southbound: URL, openvswitch: URL): ChassisView {
  const cluster = createCluster([readRecorded(southbound), readRecorded(openvswitch)]);
  if (!cluster.ok) throw new Error(cluster.errors[0].message);
  const view = createChassisView(cluster.value, name, { release: version });
  if (!view.ok) throw new Error(view.errors[0].message);
  return view.value;
}

function readRecorded(url: URL): Database {
  const database = readDatabase(readFileSync(url), { file: url.pathname });
  if (!database.ok) throw new Error(database.errors[0].message);
  return database.value;
}
