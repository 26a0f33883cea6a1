import type { Step, StepSink } from "../machine/index.ts";
import { DROP_REASONS } from "../machine/index.ts";
import { type Action, type Field, FIELDS, type FlowKey, readField, readWords, subfield } from "../openflow/index.ts";
import { copyKey } from "../machine/copy-key.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { Heard, type HeardStep } from "./heard-step.ts";
import type { Effect, StepWords } from "./step-words.ts";
import type { TraceStep } from "./types.ts";

/** The fields of the packet itself whose change is worth a word, with the names that ovn-sb(5) gives them. */
const TOLD_FIELDS: ReadonlyMap<Field, string> = new Map([
  [FIELDS.dl_src, "eth.src"],
  [FIELDS.dl_dst, "eth.dst"],
  [FIELDS.nw_src, "ip4.src"],
  [FIELDS.nw_dst, "ip4.dst"],
  [FIELDS.ipv6_src, "ip6.src"],
  [FIELDS.ipv6_dst, "ip6.dst"],
  [FIELDS.nw_ttl, "ip.ttl"],
  [FIELDS.arp_op, "arp.op"],
  [FIELDS.arp_spa, "arp.spa"],
  [FIELDS.arp_tpa, "arp.tpa"],
  [FIELDS.arp_sha, "arp.sha"],
  [FIELDS.arp_tha, "arp.tha"],
  [FIELDS.tcp_src, "tp.src"],
  [FIELDS.tcp_dst, "tp.dst"],
]);

const WANTED: ReadonlySet<Field> = new Set([...TOLD_FIELDS.keys(), FIELDS.reg15, FIELDS.metadata]);

/** What names the things that steps are about. */
export type RecorderOptions = {
  readonly profile: ReleaseProfile;
  readonly words: StepWords;
  readonly portName: (ofPort: number) => string;
};

/** Hears the steps of a run, and tells them in words when it is asked to. One recorder serves one run. */
export class StepRecorder implements StepSink {
  readonly wanted: ReadonlySet<Field> = WANTED;
  readonly skipsLeads = true;
  readonly #profile: ReleaseProfile;
  readonly #words: StepWords;
  readonly #portName: (ofPort: number) => string;
  readonly #steps: Heard[] = [];
  /** The steps whose actions are under way, outermost first, as many as `#top` says: an array is not made shorter as fast. */
  readonly #open: Heard[] = [];
  #top = 0;
  /** By pass: the steps that sent a copy to conntrack and have not had it back, in order. */
  readonly #forks: number[][] = [];
  /** Of each output in order: the index of its step, and the pass that it was made in. */
  readonly #outputs: { readonly step: number; readonly pass: number }[] = [];
  #last: Action | undefined;
  #cause = -1;
  /** What was heard last is the step of a table, not one of its actions. */
  #isOpening = false;
  #pass = 0;
  /** The key at the end of the last pass. */
  finalKey: FlowKey | undefined;

  constructor({ profile, words, portName }: RecorderOptions) {
    this.#profile = profile;
    this.#words = words;
    this.#portName = portName;
  }

  step(step: Step, key: FlowKey): void {
    switch (step.kind) {
      case "table": {
        if (this.#isOpening) this.#cause = this.#steps.length - 1;
        this.#isOpening = true;
        const opened = new Heard(this.#words, this.#steps.length, step, key, this.#cause);
        this.#steps.push(opened);
        while (this.#top > 0 && this.#open[this.#top - 1]!.depth >= step.depth) this.#top--;
        this.#open[this.#top++] = opened;
        return;
      }
      case "action":
        this.#isOpening = false;
        this.#last = step.action;
        this.#cause = this.#stepAt(step.depth)?.index ?? this.#cause;
        this.#tellAction(step.action, step.depth);
        return;
      case "value":
        this.#tellValue(step.dst.field, step.dst.bits, key, step.depth);
        return;
      case "output":
        this.#outputs.push({ step: this.#stepAt(step.depth)?.index ?? this.#cause, pass: this.#pass });
        this.#tell(step.depth, { kind: "output", port: this.#portName(step.ofPort) });
        return;
      case "stop":
        if (step.reason !== "no-match" && step.reason !== "no-output")
          this.#tell(step.depth, DROP_REASONS[step.reason].text);
        return;
      case "fork":
        (this.#forks[this.#pass] ??= []).push(this.#stepAt(step.depth)?.index ?? this.#cause);
        this.#tell(step.depth, `conntrack in zone ${step.zone}`);
        return;
      case "pass":
        this.#isOpening = false;
        this.#top = 0;
        this.#pass = step.pass;
        this.#cause = step.resumed === undefined ? -1 : (this.#forks[step.resumed.from]?.shift() ?? -1);
        return;
      case "end":
        if (this.finalKey === undefined) this.finalKey = copyKey(key);
        else this.finalKey.set(key);
        return;
      case "branch":
        this.#tell(step.depth, step.larger ? "if the packet is larger" : "if the packet is not larger");
        return;
      case "bucket":
        this.#tell(step.depth, `bucket ${step.bucket} of group ${step.group}`);
        return;
      case "ignored":
        this.#last = undefined;
        return;
    }
  }

  /** What was heard, in order. */
  get heard(): readonly HeardStep[] {
    return this.#steps;
  }

  /** Of each output that took effect, in order: the index of the step that made it. `discarded` tells of passes that came to nothing. */
  outputSteps(discarded: (pass: number) => boolean): readonly number[] {
    return this.#outputs.filter(({ pass }) => !discarded(pass)).map(({ step }) => step);
  }

  /** The same in words. */
  finish(): TraceStep[] {
    const told = new Array<TraceStep>(this.#steps.length);
    for (let i = 0; i < told.length; i++) told[i] = this.#words.stepOf(this.#steps[i]!);
    return told;
  }

  #tellAction(action: Action, depth: number): void {
    if (action.kind === "controller") this.#tell(depth, "to ovn-controller");
    else if (action.kind === "dec_ttl") this.#tell(depth, "ip.ttl - 1");
    else if (action.kind === "ct" && action.args.commit === true) this.#tell(depth, "commits the connection");
  }

  #tellValue(field: Field, bits: number, key: FlowKey, depth: number): void {
    const step = this.#stepAt(depth);
    if (step === undefined) return;
    const told = TOLD_FIELDS.get(field);
    if (told !== undefined) {
      if (field !== FIELDS.nw_ttl || this.#last?.kind !== "dec_ttl")
        step.add({ kind: "field", name: told, field, value: readWords(key, subfield(field)) });
      return;
    }
    if (field === FIELDS.reg15 && bits === 32 && this.#isLogical(step.table)) {
      const port = readField(key, FIELDS.reg15);
      if (port !== 0) step.add({ kind: "outport", datapathKey: step.datapathKey, key: port });
    } else if (field === FIELDS.metadata && step.table !== this.#profile.tables.physicalToLogical) {
      step.add({ kind: "datapath", key: readField(key, FIELDS.metadata) });
    }
  }

  #isLogical(table: number): boolean {
    const { logicalIngress, saveInport } = this.#profile.tables;
    return table >= logicalIngress && table < saveInport;
  }

  #tell(depth: number, effect: Effect): void {
    this.#stepAt(depth)?.add(effect);
  }

  #stepAt(depth: number): Heard | undefined {
    for (let i = this.#top - 1; i >= 0; i--) if (this.#open[i]!.depth <= depth) return this.#open[i];
    return undefined;
  }
}
