import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { eachLine } from "./lines.ts";
import { type PortNames, parsePort, portToNumber } from "./port-text.ts";

/** A port's line, as in ` 5(ovn-hv2-0): addr:aa:55:aa:55:00:14`. */
const PORT = /^ (LOCAL|[0-9]{1,5})\((.*)\): addr:[0-9a-fA-F:]+$/;

/**
 * Reads what `ovs-ofctl dump-ports-desc` prints (or `ovs-ofctl show`) into the names of the bridge's ports. Of two
 * ports with one name or one number the first counts, and the other becomes an error in `notes`.
 */
export function parsePortsDesc(text: string, options: { readonly file?: string } = {}): Parsed<PortNames> {
  const byName = new Map<string, number>();
  const byNumber = new Map<number, string>();
  const notes: Diagnostic[] = [];
  eachLine(text, (start, end, line) => {
    const found = PORT.exec(text.slice(start, end));
    if (found === null) return;
    const name = found[2]!;
    const port = parsePort(found[1]!);
    const number = port === undefined ? undefined : portToNumber(port);
    const place = options.file === undefined ? { line } : { file: options.file, line };
    if (number === undefined || number > 0xffff) {
      notes.push(createDiagnostic("OVN3005", place, `port ${found[1]!} is outside 0..65535`));
    } else if (byName.has(name) || byNumber.has(number)) {
      notes.push(
        createDiagnostic("OVN3005", place, `port ${found[1]!}(${name}) is there twice`, "the first one counts"),
      );
    } else {
      byName.set(name, number);
      byNumber.set(number, name);
    }
  });
  return { ok: true, value: { byName, byNumber }, notes };
}
