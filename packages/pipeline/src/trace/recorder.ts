import type { Cluster } from "@ovn-sim/model";
import type { Step, StepSink } from "../machine/index.ts";
import { DROP_REASONS } from "../machine/index.ts";
import {
  type Action,
  type Field,
  FIELDS,
  type FlowKey,
  formatActions,
  formatFieldValue,
  formatMatch,
  readField,
  readWords,
  subfield,
} from "../openflow/index.ts";
import type { Origins } from "../origin/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import type { HeardStep } from "./heard-step.ts";
import type { LogicalStages } from "./logical-stages.ts";
import { datapathName, outportName } from "./names.ts";
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

type OpenStep = HeardStep & { readonly index: number; readonly effects: string[] };

/** What names the things that steps are about. */
export type RecorderOptions = {
  readonly cluster: Cluster;
  readonly profile: ReleaseProfile;
  readonly stages: LogicalStages;
  readonly origins: Origins;
  readonly portName: (ofPort: number) => string;
};

/** Hears the steps of a run and tells them in words. One recorder serves one run. */
export class StepRecorder implements StepSink {
  readonly #cluster: Cluster;
  readonly #profile: ReleaseProfile;
  readonly #stages: LogicalStages;
  readonly #origins: Origins;
  readonly #portName: (ofPort: number) => string;
  readonly #steps: OpenStep[] = [];
  readonly #open: OpenStep[] = [];
  /** By pass: the steps that sent a copy to conntrack and have not had it back, in order. */
  readonly #forks: number[][] = [];
  /** Of each output in order: the index of its step, and the pass that it was made in. */
  readonly #outputs: { readonly step: number; readonly pass: number }[] = [];
  #last: Action | undefined;
  #cause = -1;
  #pass = 0;
  /** The key at the end of the last pass. */
  finalKey: FlowKey | undefined;

  constructor(options: RecorderOptions) {
    this.#cluster = options.cluster;
    this.#profile = options.profile;
    this.#stages = options.stages;
    this.#origins = options.origins;
    this.#portName = options.portName;
  }

  step(step: Step, key: FlowKey): void {
    switch (step.kind) {
      case "table": {
        const opened = {
          index: this.#steps.length,
          table: step.table,
          depth: step.depth,
          flow: step.flow,
          datapathKey: readField(key, FIELDS.metadata),
          inportKey: readField(key, FIELDS.reg14),
          outportKey: readField(key, FIELDS.reg15),
          parent: this.#cause,
          effects: [],
        };
        this.#steps.push(opened);
        while (this.#open.length > 0 && this.#open.at(-1)!.depth >= step.depth) this.#open.pop();
        this.#open.push(opened);
        return;
      }
      case "action":
        this.#last = step.action;
        this.#cause = this.#stepAt(step.depth)?.index ?? this.#cause;
        this.#tellAction(step.action, step.depth);
        return;
      case "value":
        this.#tellValue(step.dst.field, step.dst.bits, key, step.depth);
        return;
      case "output":
        this.#outputs.push({ step: this.#stepAt(step.depth)?.index ?? this.#cause, pass: this.#pass });
        this.#tell(step.depth, `output to ${this.#portName(step.ofPort)}`);
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
        this.#open.length = 0;
        this.#pass = step.pass;
        this.#cause = step.resumed === undefined ? -1 : (this.#forks[step.resumed.from]?.shift() ?? -1);
        return;
      case "end":
        this.finalKey = key.slice();
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
    return this.#steps.map((step) => this.#describe(step));
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
        step.effects.push(`${told} = ${formatFieldValue(field, readWords(key, subfield(field)))}`);
      return;
    }
    if (field === FIELDS.reg15 && bits === 32 && this.#isLogical(step.table)) {
      const port = readField(key, FIELDS.reg15);
      if (port !== 0) step.effects.push(`-> ${outportName(this.#cluster, step.datapathKey, port)}`);
    } else if (field === FIELDS.metadata && step.table !== this.#profile.tables.physicalToLogical) {
      step.effects.push(`enters ${datapathName(this.#cluster, readField(key, FIELDS.metadata))}`);
    }
  }

  #isLogical(table: number): boolean {
    const { logicalIngress, saveInport } = this.#profile.tables;
    return table >= logicalIngress && table < saveInport;
  }

  #tell(depth: number, effect: string): void {
    this.#stepAt(depth)?.effects.push(effect);
  }

  #stepAt(depth: number): OpenStep | undefined {
    for (let i = this.#open.length - 1; i >= 0; i--) if (this.#open[i]!.depth <= depth) return this.#open[i];
    return undefined;
  }

  #describe(step: OpenStep): TraceStep {
    const stage = this.#stages.stageOf(step.table, step.datapathKey);
    const logical =
      stage === undefined || step.flow === undefined ? undefined : this.#stages.logicalFlow(step.flow.cookie, stage);
    const northbound = logical === undefined ? undefined : this.#origins.ofLogicalFlow(logical, step.datapathKey);
    return {
      table: step.table,
      depth: step.depth,
      ...(step.parent < 0 ? {} : { parent: step.parent }),
      ...(step.flow === undefined
        ? {}
        : {
            flow: {
              priority: step.flow.priority,
              cookie: `0x${step.flow.cookie.toString(16)}`,
              match: formatMatch(step.flow.match),
              actions: formatActions(step.flow.actions),
            },
          }),
      ...(step.datapathKey === 0 ? {} : { datapath: datapathName(this.#cluster, step.datapathKey) }),
      ...(stage === undefined ? {} : { pipeline: stage.pipeline }),
      ...(stage?.stage === undefined ? {} : { stage: stage.stage }),
      ...(logical === undefined ? {} : { logicalMatch: logical.match }),
      ...(northbound === undefined ? {} : { northbound }),
      effects:
        step.flow !== undefined && step.flow.actions.length === 0 && step.effects.length === 0
          ? ["drop"]
          : step.effects,
    };
  }
}
