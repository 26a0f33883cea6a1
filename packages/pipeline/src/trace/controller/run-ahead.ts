import { type Action, type FlowKey, readWords, subfield, type Subfield, writeWords } from "../../openflow/index.ts";
import { onesWords } from "../../openflow/index.ts";

/**
 * The packet as it will be when the first lookup begins: what the actions write before anything else happens. It only
 * serves to tell people of the packet; the machine carries the actions out.
 */
export function runAhead(packet: FlowKey, actions: readonly Action[]): FlowKey {
  const key = packet.slice();
  const stack: number[][] = [];
  for (const action of actions) {
    switch (action.kind) {
      case "set_field":
        writeMasked(key, subfield(action.field), action.value, action.mask ?? onesWords(action.field.bits));
        break;
      case "load":
        writeWords(key, action.dst, action.value);
        break;
      case "move":
        writeWords(key, action.dst, readWords(key, action.src));
        break;
      case "push":
        stack.push(readWords(key, action.src));
        break;
      case "pop": {
        const value = stack.pop();
        if (value !== undefined) writeWords(key, action.dst, value);
        break;
      }
      case "note":
      case "ct_clear":
        break;
      default:
        return key;
    }
  }
  return key;
}

function writeMasked(key: FlowKey, sub: Subfield, value: readonly number[], mask: readonly number[]): void {
  const before = readWords(key, sub);
  const words = before.map((word, i) => ((word & ~(mask[i] ?? 0)) | ((value[i] ?? 0) & (mask[i] ?? 0))) >>> 0);
  writeWords(key, sub, words);
}
