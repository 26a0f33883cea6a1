import type { Action, ControllerArgs } from "../action.ts";
import { splitArguments } from "../piece.ts";
import { type Fault, isFault } from "../text-fault.ts";
import { formatHexBytes, readHexBytes, readUint, unknownArgument } from "./arguments.ts";
import { type ActionEntry, type ActionText, compact } from "./entry.ts";

/** What `max_len` is when the whole packet goes to the controller: OpenFlow 1.5.1, 7.2.6.1. */
const WHOLE_PACKET = 65535;

const REASONS: readonly string[] = [
  "no_match",
  "action",
  "invalid_ttl",
  "action_set",
  "group",
  "packet_out",
  "explicit_miss",
  "implicit_miss",
];

type Settable = { -readonly [K in keyof ControllerArgs]: ControllerArgs[K] };

/** Leaves out what says nothing: the whole packet, controller 0, the common reason. */
export function createController(args: ControllerArgs): Action {
  const { maxLen, id, reason, userdata, pause, meter } = args;
  return {
    kind: "controller",
    args: compact<ControllerArgs>({
      reason: reason === "action" ? undefined : reason,
      maxLen: maxLen === WHOLE_PACKET ? undefined : maxLen,
      id: id === 0 ? undefined : id,
      userdata: userdata?.length === 0 ? undefined : userdata,
      pause: pause === true ? true : undefined,
      meter,
    }),
  };
}

function parseController(text: ActionText): Action | Fault {
  if (text.form === "bare" || text.body.isEmpty) return createController({});
  if (/^[0-9]+$/.test(text.body.text)) {
    const maxLen = readUint(text.body, 16, "max_len", text.whole);
    return isFault(maxLen) ? maxLen : createController({ maxLen });
  }
  const args = splitArguments(text.body);
  if (isFault(args)) return args;
  const found: Settable = {};
  for (const { key, value, whole } of args) {
    switch (key) {
      case "reason":
        if (value === undefined || !REASONS.includes(value.text))
          return unknownArgument(value ?? whole, "reason", REASONS);
        found.reason = value.text;
        break;
      case "max_len":
      case "id":
      case "meter_id": {
        const number = readUint(value, key === "meter_id" ? 32 : 16, key, whole);
        if (isFault(number)) return number;
        found[key === "max_len" ? "maxLen" : key === "id" ? "id" : "meter"] = number;
        break;
      }
      case "userdata": {
        const bytes = value === undefined ? whole.fault("userdata lacks its bytes") : readHexBytes(value);
        if (isFault(bytes)) return bytes;
        found.userdata = bytes;
        break;
      }
      case "pause":
        found.pause = true;
        break;
      default:
        return unknownArgument(whole, "controller", ["reason", "max_len", "id", "userdata", "pause", "meter_id"]);
    }
  }
  return createController(found);
}

export const controller: ActionEntry<"controller"> = {
  words: ["controller"],
  parse: parseController,
  format: ({ args }) => {
    const { reason, maxLen, id, userdata, pause, meter } = args;
    const parts: string[] = [];
    if (reason !== undefined) parts.push(`reason=${reason}`);
    if (id !== undefined) parts.push(`id=${id}`);
    if (userdata !== undefined) parts.push(`userdata=${formatHexBytes(userdata)}`);
    if (pause === true) parts.push("pause");
    if (meter !== undefined) parts.push(`meter_id=${meter}`);
    if (parts.length === 0) return `CONTROLLER:${maxLen ?? WHOLE_PACKET}`;
    if (maxLen !== undefined) parts.splice(reason === undefined ? 0 : 1, 0, `max_len=${maxLen}`);
    return `controller(${parts.join(",")})`;
  },
};
