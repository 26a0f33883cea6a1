import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { eachLine, headerVersion, isReplyHeader } from "./lines.ts";
import { type PortNames, parsePort, portToNumber } from "./port-text.ts";

/** The ports of a bridge as `ovs-ofctl dump-ports-desc` tells them. */
export type PortsDesc = PortNames & {
  /**
   * Whether a port can carry packets (its link is up, and BFD or CFM agree where they run), by its number.
   * A port whose text leaves it open is absent: OpenFlow 1.0 has no word for it but for a link that is down.
   */
  readonly live: ReadonlyMap<number, boolean>;
};

/** A port's line, as in ` 5(ovn-hv2-0): addr:aa:55:aa:55:00:14`. */
const PORT = /^\s*(LOCAL|[0-9]{1,5})\((.*)\): addr:[0-9a-fA-F:]+$/;

/** The line of a port's state below it: `state:      LIVE`, or `0` when no bit of it is set. */
const STATE = /^\s+state: +(\S.*)$/;

/** OpenFlow has room for 16 bytes of a port's name, the last one 0 (OpenFlow 1.5.1, 7.2.1): a longer one is cut, and may then be that of another port. */
const CUT_LENGTH = 15;

/**
 * Reads what `ovs-ofctl dump-ports-desc` prints (or `ovs-ofctl show`) into the names and the liveness of the
 * bridge's ports. Of two ports with one name or one number the first counts, and the other becomes an error in
 * `notes`. Names that may have been cut stand for the first port that has them.
 */
export function parsePortsDesc(text: string, options: { readonly file?: string } = {}): Parsed<PortsDesc> {
  const byName = new Map<string, number>();
  const byNumber = new Map<number, string>();
  const live = new Map<number, boolean>();
  const notes: Diagnostic[] = [];
  let tellsLiveness = false;
  let current: number | undefined;
  eachLine(text, (start, end, line) => {
    const content = text.slice(start, end);
    if (isReplyHeader(text, start)) {
      tellsLiveness = hasLiveBit(headerVersion(content));
      return;
    }
    const state = STATE.exec(content);
    if (state !== null) {
      const isLive = livenessOf(state[1]!, tellsLiveness);
      if (current !== undefined && isLive !== undefined) live.set(current, isLive);
      return;
    }
    const found = PORT.exec(content);
    if (found === null) return;
    current = undefined;
    const name = found[2]!;
    const port = parsePort(found[1]!);
    const number = port === undefined ? undefined : portToNumber(port);
    const place = options.file === undefined ? { line } : { file: options.file, line };
    if (number === undefined || number > 0xffff) {
      notes.push(createDiagnostic("OVN3005", place, `port ${found[1]!} is outside 0..65535`));
    } else if (byNumber.has(number) || (byName.has(name) && name.length < CUT_LENGTH)) {
      notes.push(
        createDiagnostic("OVN3005", place, `port ${found[1]!}(${name}) is there twice`, "the first one counts"),
      );
    } else {
      if (!byName.has(name)) byName.set(name, number);
      byNumber.set(number, name);
      current = number;
    }
  });
  return { ok: true, value: { byName, byNumber, live }, notes };
}

/** OFPPS_LIVE came with OpenFlow 1.1; a header without a version is of 1.0. */
function hasLiveBit(version: string | undefined): boolean {
  return version !== undefined && version !== "1.0";
}

function livenessOf(state: string, tellsLiveness: boolean): boolean | undefined {
  const bits = state.split(" ");
  if (bits.includes("LINK_DOWN")) return false;
  if (bits.includes("LIVE")) return true;
  return tellsLiveness ? false : undefined;
}
