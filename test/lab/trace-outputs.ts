/** Where a packet went, by one answer of `ofproto/trace`. */
export type TraceEnd = {
  /** OpenFlow port numbers of the integration bridge that the packet was sent to, in order. */
  readonly outputs: readonly number[];
  /** The datapath's actions, once for each pass: a packet that conntrack resumes makes another pass. */
  readonly datapath: readonly string[];
};

const BRIDGE = /^( *)bridge\("(.+)"\)$/;
const OUTPUT = /^ *output:(\d+)$/;
const SKIPPED = /skipping output/;
const DATAPATH = /^Datapath actions: (.*)$/;

/**
 * Reads the text of `ofproto/trace`. A bridge behind a patch port is shown further to the right, under the output
 * that led there; what it does is not the integration bridge's own output.
 */
export function parseTraceEnd(text: string): TraceEnd {
  const outputs: number[] = [];
  const datapath: string[] = [];
  let patched: number | undefined;
  for (const line of text.split("\n")) {
    const indent = line.length - line.trimStart().length;
    if (patched !== undefined && line !== "" && indent < patched) patched = undefined;
    const bridge = BRIDGE.exec(line);
    if (bridge !== null && bridge[2] !== "br-int") patched ??= indent;
    if (patched !== undefined) continue;
    const port = OUTPUT.exec(line)?.[1];
    if (port !== undefined) outputs.push(Number(port));
    else if (SKIPPED.test(line)) outputs.pop();
    const actions = DATAPATH.exec(line)?.[1];
    if (actions !== undefined) datapath.push(actions);
  }
  return { outputs, datapath };
}
