/** Where a packet went, by one answer of `ofproto/trace`. */
export type TraceEnd = {
  /** OpenFlow port numbers of the integration bridge that the packet was sent to, in order. */
  readonly outputs: readonly number[];
  /** The datapath's actions, once for each pass: a packet that conntrack resumes makes another pass. */
  readonly datapath: readonly string[];
};

const BRIDGE = /^ *bridge\("(.+)"\)$/;
const UNDERLINE = /^ *-+$/;
const OUTPUT = /^ *output:(\d+)$/;
const SKIPPED = /skipping output/;
const DATAPATH = /^Datapath actions: (.*)$/;

/** A step of conntrack that only looks, which the packet must come back from: `recirc` has to follow. */
const LOST_RECIRCULATION = /\bct\((?![^()]*\bcommit\b)(?:[^()]|\([^()]*\))*\)(?!,recirc\()/;

/**
 * Whether `ofproto/trace` itself went no further, though a switch does: where one way of `check_pkt_larger` ends in
 * `controller(…,pause)`, its translation leaves out every recirculation after that (Open vSwitch,
 * ofproto/ofproto-dpif-xlate.c, finish_freezing__: without side effects it returns before it ends the freeze).
 */
export function isCutShort({ datapath }: TraceEnd): boolean {
  return datapath.some((actions) => actions.includes("check_pkt_len(") && LOST_RECIRCULATION.test(actions));
}

/**
 * Reads the text of `ofproto/trace`. A bridge behind a patch port is shown under the output that led there, what
 * it does further to the right; that is not the integration bridge's own. Nor is what it does with a packet that
 * another patch port leads back to it.
 */
export function parseTraceEnd(text: string): TraceEnd {
  const outputs: number[] = [];
  const datapath: string[] = [];
  let patched: number | undefined;
  for (const line of text.split("\n")) {
    const indent = line.length - line.trimStart().length;
    const bridge = BRIDGE.exec(line)?.[1];
    if (bridge !== undefined && (bridge !== "br-int" || indent > 0)) patched ??= indent;
    else if (patched !== undefined && line !== "" && indent <= patched && !UNDERLINE.test(line)) patched = undefined;
    if (patched !== undefined) continue;
    const port = OUTPUT.exec(line)?.[1];
    if (port !== undefined) outputs.push(Number(port));
    else if (SKIPPED.test(line)) outputs.pop();
    const actions = DATAPATH.exec(line)?.[1];
    if (actions !== undefined) datapath.push(actions);
  }
  return { outputs, datapath };
}
