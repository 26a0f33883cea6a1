import { existsSync } from "node:fs";
import { Option, type Command } from "@commander-js/extra-typings";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import {
  createTracer,
  formatTrace,
  PACKET_PROTOCOLS,
  TRACE_VIEWS,
  type Tracer,
  type TraceView,
} from "@ovn-sim/pipeline";
import { FLOW_SOURCES, type FlowSource } from "../config/config-schema.ts";
import { type CommandContext, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { printableData } from "../output/printable.ts";
import { tracerOptionsOf } from "./flow-source.ts";
import { addCommand, type Host } from "./host.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { unreadable } from "../snapshot/list-files.ts";
import { readText } from "../snapshot/read-files.ts";
import { isDiagnostic } from "./is-diagnostic.ts";
import { parseCookies, parseWholeNumber } from "./numbers.ts";
import { runBatch } from "./trace-batch.ts";
import { givenOptions, optionText, requestOf, type TraceOptions, type VariationOptions } from "./trace-request.ts";
import { tellsLogical, traceInView } from "./trace-view.ts";

const EXAMPLES = `
Examples:
  ovn-sim trace snapshot/ --from pod-a --to pod-b
  ovn-sim trace snapshot/ --from pod-a --to pod-b --proto tcp --port 8080 --view logical
  ovn-sim trace snapshot/ --from pod-a --to broadcast
  ovn-sim trace snapshot/ 'inport == "pod-a" && eth.dst == 0a:58:0a:f4:02:05 && ip4.dst == 10.244.2.5 && ip.ttl == 64'
  ovn-sim trace snapshot/ --chassis node1 --flow 'in_port=2,icmp,dl_src=…,dl_dst=…,nw_src=…,nw_dst=…,nw_ttl=64' --one-hop
  ovn-sim trace snapshot/ --from pod-a --to pod-b --proto tcp --reply
  ovn-sim trace snapshot/ --from pod-a --to pod-b --ct est --ct est,rpl
  ovn-sim trace snapshot/ 'inport == "pod-a" && … && ip4.dst == 10.96.0.1 && tcp.dst == 80' --lb-backend 10.244.2.5:8080
  ovn-sim trace snapshot/ --batch packets.txt | jq -c '.tunnels[]'

A line of --batch is any of these: --from A --to B …, a microflow, or --chassis NAME --flow FLOW [--one-hop];
--ct, --reply and --lb-backend may stand on a line that starts with --, or beside --batch for every line.
The packet runs through compiled flows, or with --flows installed through the dumped ones (auto: where there are any).`;

type CommandOptions = TraceOptions & {
  readonly batch?: string | undefined;
  readonly detailed?: true | undefined;
  readonly view?: TraceView | undefined;
  readonly flows: FlowSource;
  readonly prefer?: ReadonlySet<bigint> | undefined;
};

export function addTraceCommand(program: Command, host: Host): void {
  addCommand(program, {
    name: "trace",
    about: "follows a packet through the cluster: which flows, which VTEPs, and why",
  })
    .argument("<snapshot...>", "files and folders of the snapshot; an argument with == is a microflow")
    .option("--from <port>", "logical port that sends the packet")
    .option("--to <port>", "logical port that it is for, or broadcast, unknown, multicast")
    .addOption(
      new Option("--proto <proto>", "what is sent from --from to --to (default: icmp)").choices(PACKET_PROTOCOLS),
    )
    .option("--port <n>", "destination port of tcp (default: 80) and udp (default: 53)", parseWholeNumber(0, 65_535))
    .option("--microflow <expression>", "the packet as ovn-trace takes it; may also stand after the snapshot")
    .option("--chassis <name>", "the chassis that --flow enters, or where a localport starts")
    .option("--flow <flow>", "the packet as ofproto/trace takes it")
    .option("--one-hop", "stop a packet of --flow at this chassis's outputs")
    .option(
      "--ct <states>",
      "what conntrack finds: trk,new or est,rpl; once for each ct step in order (default: new, where ovn-trace says est)",
      (states: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), states],
    )
    .option("--reply", "trace the answer as well, through the connections that the packet has left behind")
    .option(
      "--lb-backend <member>",
      "IP:PORT of the backend that load balancers take, or the number of an ECMP route; all: a trace by each",
    )
    .option(
      "--prefer <cookie>",
      "the flow that wins where several of equal priority select the packet, which a switch leaves open; repeatable",
      parseCookies,
    )
    .option("--batch <file>", "one packet a line from a file, or - for standard input; one JSON trace a line")
    .addOption(
      new Option(
        "--view <view>",
        "what is told of each chassis: where something happens, the logical stages with their Northbound names, every OpenFlow table, or both (default: summary; in JSON openflow)",
      ).choices(TRACE_VIEWS),
    )
    .option("--detailed", "the same as --view openflow")
    .addOption(
      new Option("--flows <which>", "run compiled flows, those dumped from the nodes, or those where there is a dump")
        .choices(FLOW_SOURCES)
        .default("compiled" as const),
    )
    .addHelpText("after", EXAMPLES)
    .action((args, options) => {
      const context = host.contextOf(options);
      const microflows = args.filter((arg) => arg.includes("==") && !existsSync(arg));
      const paths = args.filter((arg) => !microflows.includes(arg));
      const all = microflows[0] === undefined ? options : { ...options, microflow: microflows[0] };
      if (paths.length === 0 || microflows.length > 1) {
        const found = paths.length === 0 ? "found no snapshot" : `found ${microflows.length} microflows, expected one`;
        report(context, [createDiagnostic("OVN8008", {}, found, "ovn-sim trace SNAPSHOT 'inport == …'")]);
        host.finish(EXIT.unusable);
        return;
      }
      host.finish(withSnapshot(context, paths, (snapshot) => runTrace(context, snapshot, all, host)));
    });
}

/** People are told where something happens, programs every lookup. */
function viewOf({ view, detailed, batch }: CommandOptions, { format }: CommandContext): TraceView {
  if (view !== undefined) return view;
  return detailed === true || batch !== undefined || format === "json" ? "openflow" : "summary";
}

function runTrace(context: CommandContext, snapshot: Snapshot, options: CommandOptions, host: Host): ExitCode {
  if (options.view !== undefined && options.detailed === true) {
    const message = "--view and --detailed do not go together, expected one";
    report(context, [createDiagnostic("OVN8012", {}, message, "--detailed is --view openflow")]);
    return EXIT.unusable;
  }
  const view = viewOf(options, context);
  const tracer = createTracer(snapshot.cluster, {
    onDemand: options.batch === undefined,
    ...tracerOptionsOf(context, snapshot, options.flows),
    logical: tellsLogical(view),
    ...(options.prefer === undefined ? {} : { prefer: options.prefer }),
  });
  if (options.batch !== undefined) return runBatchCommand(context, tracer, options.batch, options, host);
  const request = requestOf(options);
  if (isDiagnostic(request)) {
    report(context, [request]);
    return EXIT.unusable;
  }
  const traced = tracer.trace(request);
  if (!traced.ok) {
    report(context, traced.errors);
    return EXIT.unusable;
  }
  const failed = report(context, traced.notes);
  if (context.format === "json") context.out(jsonText(traceInView(traced.value, view)));
  else context.out(`${formatTrace(printableData(traced.value), { view, style: context.palette })}\n`);
  return failed ? EXIT.unusable : EXIT.good;
}

function runBatchCommand(
  context: CommandContext,
  tracer: Tracer,
  file: string,
  options: CommandOptions,
  host: Host,
): ExitCode {
  const [odd] = givenOptions({ ...options, oneHop: undefined });
  if (odd !== undefined) {
    const message = `${optionText(odd)} and --batch do not go together`;
    report(context, [createDiagnostic("OVN8012", {}, message, "write it on the lines of the batch")]);
    return EXIT.unusable;
  }
  const read = file === "-" ? readInput(host) : readText(file);
  if ("error" in read) {
    report(context, [read.error]);
    return EXIT.unusable;
  }
  const { lines, bad, notes } = runBatch(read.text, tracer, {
    variations: variationsOf(options),
    oneHop: options.oneHop,
    view: viewOf(options, context),
    write: context.out,
  });
  const failed = report(context, notes);
  if (bad === 0) return failed ? EXIT.unusable : EXIT.good;
  const message = `${bad} of ${lines} lines give no trace`;
  const place = { file: file === "-" ? "standard input" : file };
  report(context, [createDiagnostic("OVN8009", place, message, "each has an object with `error` in its place")]);
  return EXIT.unusable;
}

function variationsOf({ ct, reply, lbBackend }: TraceOptions): VariationOptions {
  return { ct, reply, lbBackend };
}

function readInput(host: Host): { readonly text: string } | { readonly error: Diagnostic } {
  try {
    return { text: host.terminal.readInput() };
  } catch (error) {
    return { error: createDiagnostic("OVN8001", { file: "standard input" }, unreadable(error)) };
  }
}
