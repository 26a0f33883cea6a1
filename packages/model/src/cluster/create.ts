import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { createDiagnostic, type Diagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { createNorthbound } from "../northbound/northbound.ts";
import type { Database } from "../ovsdb/value.ts";
import { createSouthbound, type Southbound } from "../southbound/southbound.ts";
import { checkEncaps, type ClusterChassis, createChassis } from "./chassis.ts";
import { type Cluster, linkCluster } from "./cluster.ts";
import { chassisOfHost, createHostOvs, type HostOvs } from "./ovs.ts";
import { readRelease } from "./release.ts";

type Report = (diagnostic: Diagnostic) => void;

/** Faults after which no answer about the cluster would be true. Others are told, and what is left is used. */
const FATAL: ReadonlySet<DiagnosticCode> = new Set(["OVN2010", "OVN2011", "OVN2013"]);

/**
 * Links the databases of a snapshot, given in any order: one Southbound, a Northbound if there is one,
 * and the Open_vSwitch databases of any of the chassis. There is no cluster without exactly one
 * Southbound, nor when two databases claim one chassis: then no answer about it would be true.
 */
export function createCluster(databases: readonly Database[]): Parsed<Cluster> {
  const notes: Diagnostic[] = [];
  const errors: Diagnostic[] = [];
  const report: Report = (diagnostic) => (FATAL.has(diagnostic.code) ? errors : notes).push(diagnostic);
  const named = (name: string): readonly Database[] => databases.filter((database) => database.name === name);
  for (const database of databases) if (!KNOWN.has(database.name)) report(describeUnknown(database));
  const main = theSouthbound(named("OVN_Southbound"), report);
  const southbound = main && createSouthbound(main, report);
  const northbound = theNorthbound(named("OVN_Northbound"), report);
  const hosts = named("Open_vSwitch").flatMap((database) => createHostOvs(database, report) ?? []);
  const chassis = southbound && createAllChassis(southbound, assignHosts(hosts, southbound, report), report);
  const [first, ...others] = errors;
  if (first !== undefined) return { ok: false, errors: [first, ...others, ...notes] };
  const parts = {
    southbound: southbound!,
    northbound: northbound && createNorthbound(northbound, report),
    chassis: chassis!,
    release: readRelease(southbound!, report),
  };
  return { ok: true, value: linkCluster(parts), notes };
}

const KNOWN: ReadonlySet<string> = new Set(["OVN_Southbound", "OVN_Northbound", "Open_vSwitch"]);

function describeUnknown({ name, file }: Database): Diagnostic {
  const expected = [...KNOWN].join(", ");
  return createDiagnostic("OVN2018", { file }, `found database ${name}, expected one of ${expected}; it is left out`);
}

function theSouthbound(found: readonly Database[], report: Report): Database | undefined {
  const [first, ...others] = found;
  if (first === undefined) {
    const hint = "add ovnsb_db.db, or the output of ovsdb-client dump --format=json for OVN_Southbound";
    report(createDiagnostic("OVN2010", {}, "found no OVN_Southbound database, expected one", hint));
  }
  for (const other of others) {
    const message = `found a second OVN_Southbound database, expected one; the first is ${first!.file}`;
    report(createDiagnostic("OVN2011", { file: other.file }, message, "name the files of one snapshot only"));
  }
  return first;
}

function theNorthbound(found: readonly Database[], report: Report): Database | undefined {
  if (found.length < 2) return found[0];
  const files = found.map(({ file }) => file).join(", ");
  const message = `found ${found.length} OVN_Northbound databases (${files}), expected one; none is used`;
  report(createDiagnostic("OVN2012", {}, message, "name the files of one snapshot only"));
  return undefined;
}

/** Gives each host's database to its chassis. */
function assignHosts(hosts: readonly HostOvs[], southbound: Southbound, report: Report): ReadonlyMap<string, HostOvs> {
  const assigned = new Map<string, HostOvs>();
  for (const host of hosts) {
    const names = chassisOfHost(host);
    const place = { file: host.file, table: "Open_vSwitch", row: host.root.uuid, column: "external_ids" };
    if (names.length === 0) {
      const message = "found no system-id in external_ids, expected the name of a chassis; the database is left out";
      report(createDiagnostic("OVN2015", place, message));
    }
    for (const name of names) {
      const other = assigned.get(name);
      if (other !== undefined) {
        const message = `found system-id ${name}, which ${other.file} also has; expected one database for a chassis`;
        report(
          createDiagnostic("OVN2013", { ...place, chassis: name }, message, "name the files of one snapshot only"),
        );
      } else if (southbound.chassisByName.has(name)) {
        assigned.set(name, host);
      } else {
        const message = `found system-id ${name}, but no row of table Chassis has that name; the database is left out`;
        report(createDiagnostic("OVN2014", { ...place, chassis: name }, message));
      }
    }
  }
  return assigned;
}

function createAllChassis(
  southbound: Southbound,
  hosts: ReadonlyMap<string, HostOvs>,
  report: Report,
): ReadonlyMap<string, ClusterChassis> {
  const all = new Map<string, ClusterChassis>();
  const byName = [...southbound.chassisByName].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [name, row] of byName) {
    const chassis = createChassis(row, hosts.get(name), southbound, report);
    const fault = checkEncaps(chassis, southbound.file);
    if (fault !== undefined) report(fault);
    all.set(name, chassis);
  }
  return all;
}
