import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  compileChassis,
  createTracer,
  formatFlow,
  formatGroup,
  formatMeter,
  type CompiledChassis,
} from "@ovn-sim/pipeline";
import { loadSnapshot, readInstalledPorts, type Snapshot } from "ovn-sim";
import { runAt, type Sandbox, startDaemon } from "../lab/sandbox.ts";
import { parseTraceEnd } from "../lab/trace-outputs.ts";
import { readRecordedTraces, type RecordedTrace } from "../parity/recorded-traces.ts";

/** What a real switch made of one chassis's compiled flows. */
export type ReverseResult = {
  readonly chassis: string;
  /** How many flows, groups and meters it took. */
  readonly loaded: { readonly flows: number; readonly groups: number; readonly meters: number };
  /** What it refused, or would not start with, in its own words. */
  readonly refused: readonly string[];
  readonly packets: number;
  /** Packets of the recording that `ofproto/trace` does not take: fields without what they need. */
  readonly notTaken: number;
  readonly disagreements: readonly Disagreement[];
};

/** A packet that the real switch sent elsewhere than our machine did, over the same flows. */
export type Disagreement = { readonly flow: string; readonly real: string; readonly ours: string };

const OFCTL = ["ovs-ofctl", "-O", "OpenFlow15"] as const;
const DATABASE = "ovs.backup.db";
const TLV_MAP = "{class=0x102,type=0x80,len=4}->tun_metadata0";
const AT_ONCE = 6;
/** Ports from here on have names of their own, LOCAL among them: OpenFlow 1.5.1, 7.2.1.2. */
const FIRST_RESERVED_PORT = 0xff00;

/**
 * The reverse road: the flows that ovn-sim compiles for each chassis of a recording go into a real ovs-vswitchd that
 * has that chassis's bridges and ports, and each recorded packet is run by it and by our machine.
 */
export async function takeReverseRoad(sandbox: Sandbox, recording: string): Promise<readonly ReverseResult[]> {
  const { snapshot, diagnostics } = loadSnapshot([recording]);
  if (snapshot === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const traces = readRecordedTraces(recording);
  const results: ReverseResult[] = [];
  for (const [chassis, { flows }] of snapshot.installed) {
    if (flows === undefined) continue;
    const folder = flows.map((file) => dirname(file)).find((place) => existsSync(join(place, DATABASE)));
    if (folder === undefined) throw new Error(`${recording}: ${chassis} has no ${DATABASE}`);
    const own = traces.filter((trace) => isSame(snapshot, trace.chassis, chassis));
    results.push(await reverseChassis(sandbox, snapshot, chassis, folder, own));
  }
  return results;
}

/** A recorded packet names its chassis by its folder, which is its host's name. */
function isSame({ cluster }: Snapshot, named: string, chassis: string): boolean {
  return named === chassis || cluster.chassis.get(chassis)?.row.hostname === named;
}

async function reverseChassis(
  sandbox: Sandbox,
  snapshot: Snapshot,
  chassis: string,
  folder: string,
  traces: readonly RecordedTrace[],
): Promise<ReverseResult> {
  const compiled = compileChassis(snapshot.cluster, chassis);
  if (!compiled.ok) throw new Error(compiled.errors.map(({ message }) => message).join("; "));
  const { flows, groups, meters } = compiled.value;
  const place = `switch-${chassis}`;
  await startSwitch(sandbox, place, snapshot, chassis, folder);
  const refused = await load(sandbox, place, compiled.value);
  const tracer = createTracer(snapshot.cluster, { ports: readInstalledPorts(snapshot) });
  const disagreements: Disagreement[] = [];
  let notTaken = 0;
  for (let at = 0; at < traces.length; at += AT_ONCE) {
    const some = traces.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map(({ flow }) => askReal(sandbox, place, flow)));
    some.forEach(({ flow, chassis: at }, index) => {
      const answer = answers[index];
      if (answer === undefined) {
        notTaken++;
        return;
      }
      const real = parseTraceEnd(answer).outputs.join(",");
      const traced = tracer.trace({ kind: "flow", chassis: at, flow, oneHop: true });
      const ours = traced.ok
        ? traced.value.hops[0]!.outputs.map(({ ofPort }) => ofPort).join(",")
        : traced.errors[0].message;
      if (real !== ours) disagreements.push({ flow, real, ours });
    });
  }
  const loaded = { flows: flows.length, groups: groups.length, meters: meters.length };
  return { chassis, loaded, refused, packets: traces.length - notTaken, notTaken, disagreements };
}

/** What `ofproto/trace` answers; nothing when it does not take the packet. */
async function askReal(sandbox: Sandbox, place: string, flow: string): Promise<string | undefined> {
  try {
    return await runAt(sandbox, place, ["ovs-appctl", "ofproto/trace", "br-int", flow]);
  } catch (error) {
    if (/Bad openflow flow syntax/.test((error as { readonly stderr?: string }).stderr ?? "")) return undefined;
    throw error;
  }
}

/** Starts a switch over a copy of the chassis's own database; each port gets the number that was recorded. */
async function startSwitch(
  sandbox: Sandbox,
  place: string,
  snapshot: Snapshot,
  chassis: string,
  folder: string,
): Promise<void> {
  const inside = `${sandbox.work}/${place}`;
  mkdirSync(join(sandbox.folder, place));
  copyFileSync(join(folder, DATABASE), join(sandbox.folder, place, "conf.db"));
  await startDaemon(sandbox, place, "ovsdb-server", [
    "ovsdb-server",
    `--remote=punix:${inside}/db.sock`,
    `${inside}/conf.db`,
  ]);
  const ports = [...(snapshot.cluster.chassis.get(chassis)?.ovs?.integrationBridge?.byOfport ?? [])];
  const numbered = ports.filter(([ofPort]) => ofPort < FIRST_RESERVED_PORT);
  const requests = numbered.flatMap(([ofPort, { name }]) => [
    ...["--", "set", "Interface", name, `ofport_request=${ofPort}`],
  ]);
  await runAt(sandbox, place, ["ovs-vsctl", "--no-wait", ...requests]);
  await startDaemon(sandbox, place, "ovs-vswitchd", [
    "ovs-vswitchd",
    "--enable-dummy=override",
    `unix:${inside}/db.sock`,
  ]);
  await runAt(sandbox, place, ["ovs-ofctl", "add-tlv-map", "br-int", TLV_MAP]);
}

/** Gives the switch meters, groups and flows; what it says against them is the answer. */
async function load(sandbox: Sandbox, place: string, compiled: CompiledChassis): Promise<readonly string[]> {
  const refused: string[] = [];
  const attempt = async (...command: readonly string[]): Promise<void> => {
    try {
      await runAt(sandbox, place, [...OFCTL, ...command]);
    } catch (error) {
      refused.push((error as { readonly stderr?: string }).stderr?.trim() ?? String(error));
    }
  };
  const put = (name: string, lines: readonly string[]): string => {
    writeFileSync(join(sandbox.folder, place, name), lines.map((line) => `${line}\n`).join(""));
    return `${sandbox.work}/${place}/${name}`;
  };
  for (const meter of compiled.meters) await attempt("add-meter", "br-int", formatMeter(meter).replaceAll("\n", " "));
  if (compiled.groups.length > 0) {
    const groups = compiled.groups.map((group) => formatGroup(group));
    await attempt("add-groups", "br-int", put("groups.txt", groups));
  }
  const flows = compiled.flows.map((flow) => withoutWholeMasks(formatFlow(flow)));
  await attempt("--bundle", "add-flows", "br-int", put("flows.txt", flows));
  return refused;
}

/**
 * Open vSwitch prints the whole mask of a set_field on a field that takes none (`set_field:40/0x3f->ip_dscp`), and its
 * own ovs-ofctl does not read that back ("invalid mask for field ip_dscp").
 */
function withoutWholeMasks(flow: string): string {
  return flow
    .replaceAll(/(set_field:\d+)\/0x3f->ip_dscp/g, "$1->ip_dscp")
    .replaceAll(/(set_field:\d+)\/0x3->nw_ecn/g, "$1->nw_ecn");
}
