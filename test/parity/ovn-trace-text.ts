/** A line of ovn-trace's detailed answer that is a logical flow, with the lines that led to it. */
export type OvnTraceStage = {
  /** Index of the stage before it; undefined for the first. */
  readonly parent: number | undefined;
  readonly datapath: string;
  readonly pipeline: string;
  readonly tableId: number;
  readonly stage: string;
  /** The first eight digits of the logical flow's UUID; undefined where no flow matched. */
  readonly uuid: string | undefined;
  /** The ports that it was put out to, where the packet leaves the logical network. */
  readonly outputs: readonly string[];
  /** What ovn-trace could not do, or chose at random: it says so in words. */
  readonly remarks: readonly string[];
};

/** An answer of ovn-trace: its stages in their order, or what it said instead. */
export type OvnTraceAnswer =
  | { readonly ok: true; readonly stages: readonly OvnTraceStage[] }
  | { readonly ok: false; readonly text: string };

const TITLE =
  /^(?:(ingress|egress)\(dp="([^"]*)"|multicast\(dp=|clone\b|ct_|arp\b|nd_|icmp|tcp_reset|sctp_abort|reject|select)/;
const UNDERLINE = /^-+$/;
const STAGE =
  /^(\d+)\. (?:(\w+) ?)?(?:\(([^)]*)\))?: (?:.*, )?(?:priority \d+, uuid ([0-9a-f]{8})|no match \(implicit drop\))$/;
const OUTPUT = /^\/\* output to "([^"]*)", type "([^"]*)" \*\/$/;
const REMARK = /^\*\*\*|^LOG:|Randomly selected/;

/** Ports whose packets go on in another datapath: what is put out to them is followed, not delivered. */
const PASSED_ON: ReadonlySet<string> = new Set(["patch", "l3gateway"]);

type Node = {
  level: number | undefined;
  readonly indent: number;
  readonly stage: number | undefined;
  readonly section: Section | undefined;
};
type Section = { readonly datapath: string; readonly pipeline: string };
type OpenStage = { -readonly [K in keyof OvnTraceStage]: OvnTraceStage[K] } & { outputs: string[]; remarks: string[] };

/**
 * Reads what ovn-trace prints with `--detailed`, its default. Lines are indented by four spaces a level; a line that
 * is the last of its siblings is no deeper than what it stands under, and so are the lines under it. So how deep the
 * lines under a heading are is seen from the first of them.
 */
export function parseOvnTrace(text: string): OvnTraceAnswer {
  const lines = text.split("\n");
  const stages: OpenStage[] = [];
  const open: Node[] = [];
  lines.forEach((line, index) => {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#") || UNDERLINE.test(content)) return;
    const stageNumber = /^(\d+)\. /.test(content);
    const indent =
      (line.length - (stageNumber ? content.length + Math.max(0, 2 - content.indexOf(".")) : content.length)) / 4;
    const isTitle = !stageNumber && UNDERLINE.test((lines[index + 1] ?? "").trimStart()) && TITLE.test(content);
    if (isTitle || stageNumber) {
      close(open, indent);
      const around = open.findLast((node) => node.section !== undefined)?.section;
      const before = open.findLast((node) => node.stage !== undefined)?.stage;
      const [, pipeline, datapath] = isTitle ? (TITLE.exec(content) ?? []) : [];
      let stage: number | undefined;
      if (stageNumber) {
        const [, tableId, name, , uuid] = STAGE.exec(content) ?? [];
        if (tableId === undefined || around === undefined) throw new Error(`ovn-trace says ${JSON.stringify(line)}`);
        stage = stages.length;
        stages.push({
          parent: before,
          ...around,
          tableId: Number(tableId),
          stage: name ?? "",
          uuid,
          outputs: [],
          remarks: [],
        });
      }
      if (open.at(-1) !== undefined && open.at(-1)!.level === undefined) open.at(-1)!.level = indent;
      open.push({
        level: undefined,
        indent,
        stage,
        section: pipeline === undefined ? undefined : { pipeline, datapath: datapath! },
      });
      return;
    }
    if (open.at(-1)?.level === undefined && open.length > 0) open.at(-1)!.level = indent - 1;
    close(open, indent - 1);
    const at = open.findLast((node) => node.stage !== undefined)?.stage;
    if (at === undefined) return;
    const [, port, type] = OUTPUT.exec(content) ?? [];
    if (port !== undefined && !PASSED_ON.has(type!)) stages[at]!.outputs.push(port);
    if (REMARK.test(content)) stages[at]!.remarks.push(content);
  });
  return stages.length === 0 ? { ok: false, text } : { ok: true, stages };
}

/** Leaves the lines that one of this indentation cannot stand under. */
function close(open: Node[], indent: number): void {
  while (open.length > 0 && (open.at(-1)!.level ?? open.at(-1)!.indent) > indent) open.pop();
}
