import { DROP_REASONS, LIMITS, runPacket, type Step, type StepSink } from "../machine/index.ts";
import { parseLogicalAddress } from "@ovn-sim/model";
import type { LocalDatapath } from "../chassis/index.ts";
import { type FlowKey, subfield, writeSubfield, writeWords } from "../openflow/index.ts";
import type { Station } from "../trace/station.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { packetAt } from "./probe.ts";

/** Open vSwitch drops a packet whose datapath actions are larger (ofproto-dpif's xlate_actions). */
const ACTION_BYTES = 65_536;

/** Used beyond this share, a limit is near. */
const NEAR = 0.75;

/**
 * Bytes that an action takes for the datapath, as netlink attributes: an output 8, a tunnel's key with Geneve's option
 * 100 at most, a set field 24 on average, a pass through conntrack 60. An estimate: what the datapath optimises away
 * is counted, too.
 */
const BYTES = { output: 8, tunnel: 100, value: 24, fork: 60 } as const;

/** Counts what a run needs of each of Open vSwitch's limits. */
class Budget implements StepSink {
  resubmits = 0;
  depth = 0;
  bytes = 0;
  mostResubmits = 0;
  mostBytes = 0;
  readonly #isTunnel: (ofPort: number) => boolean;

  constructor(isTunnel: (ofPort: number) => boolean) {
    this.#isTunnel = isTunnel;
  }

  step(step: Step, _key: FlowKey): void {
    switch (step.kind) {
      case "pass":
        this.resubmits = 0;
        this.bytes = 0;
        return;
      case "table":
        this.mostResubmits = Math.max(this.mostResubmits, ++this.resubmits);
        this.depth = Math.max(this.depth, step.depth);
        return;
      case "output":
        this.bytes += BYTES.output + (this.#isTunnel(step.ofPort) ? BYTES.tunnel : BYTES.value);
        break;
      case "fork":
        this.bytes += BYTES.fork;
        break;
      default:
        return;
    }
    this.mostBytes = Math.max(this.mostBytes, this.bytes);
  }
}

const BROADCAST = [0xffff, 0xffff_ffff] as const;
/** The experimental Ethernet type (IEEE 802), which no logical flow answers. */
const ETHERNET_TYPE = 0x88b5;

/** Whether a broadcast of each switch of a chassis stays within what Open vSwitch runs; one of its ports stands for all. */
export function checkLimits(station: Station, book: FindingBook): void {
  const seen = new Set<LocalDatapath>();
  for (const { port, kind, datapath } of station.view.ports) {
    if (seen.has(datapath) || kind !== "vif") continue;
    const inPort = station.view.interfaces.get(port.name)?.ofport;
    const from = port.row.mac.map(parseLogicalAddress).find((address) => address?.kind === "static");
    if (inPort === undefined || from?.kind !== "static" || from.mac === undefined) continue;
    seen.add(datapath);
    const key = packetAt({ inPort });
    writeWords(key, subfield("dl_src"), from.mac);
    writeWords(key, subfield("dl_dst"), BROADCAST);
    writeSubfield(key, subfield("dl_type"), ETHERNET_TYPE);
    checkFlood(station, datapath.datapath.name, key, book);
  }
}

function checkFlood(station: Station, network: string, key: FlowKey, book: FindingBook): void {
  const budget = new Budget((ofPort) => station.endOf(ofPort).kind.endsWith("tunnel"));
  const { passes } = runPacket(station.bridge, key, { sink: budget });
  book.judged("bum-within-limits");
  book.judged("bum-near-limits");
  const subject = `${station.name} ${network}`;
  const details = { place: { chassis: station.name } };
  const discarded = passes.find((pass) => pass.discarded !== undefined)?.discarded;
  if (discarded !== undefined) {
    const message = `${station.name}: a flood of ${network} is dropped whole: ${DROP_REASONS[discarded].text}`;
    book.add(createFinding("bum-within-limits", subject, message, details));
    return;
  }
  const used = [
    [budget.mostResubmits, LIMITS.resubmits, "resubmits"],
    [budget.depth, LIMITS.resubmitDepth, "levels of resubmits"],
    [budget.mostBytes, ACTION_BYTES, "bytes of actions (estimated)"],
  ] as const;
  for (const [found, limit, what] of used) {
    if (found <= limit * NEAR) continue;
    const message = `${station.name}: a flood of ${network} needs ${found} ${what}, and Open vSwitch has ${limit}`;
    book.add(createFinding("bum-near-limits", `${subject} ${what}`, message, details));
  }
}
