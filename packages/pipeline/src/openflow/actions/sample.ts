import type { Action, SampleArgs } from "../action.ts";
import { parseUint } from "../number-text.ts";
import { splitArguments } from "../piece.ts";
import { formatPort } from "../port-text.ts";
import { formatSubfield } from "../subfield-text.ts";
import { type Fault, isFault } from "../text-fault.ts";
import { readPort, readSubfield, readUint, unknownArgument } from "./arguments.ts";
import type { ActionEntry, ActionText, ParseContext } from "./entry.ts";

const ARGUMENTS = [
  "probability",
  "collector_set_id",
  "obs_domain_id",
  "obs_point_id",
  "sampling_port",
  "ingress",
  "egress",
];

type Settable = { -readonly [K in keyof SampleArgs]: SampleArgs[K] };

function parseSample(text: ActionText, { names }: ParseContext): Action | Fault {
  const args = splitArguments(text.body);
  if (isFault(args)) return args;
  const found: Settable = { probability: 0 };
  for (const { key, value, whole } of args) {
    switch (key) {
      case "probability":
      case "collector_set_id": {
        const number = readUint(value, key === "probability" ? 16 : 32, key, whole);
        if (isFault(number)) return number;
        if (key === "probability") found.probability = number;
        else if (number !== 0) found.collectorSetId = number;
        break;
      }
      case "obs_domain_id":
      case "obs_point_id": {
        if (value === undefined) return whole.fault(`${key} lacks its value`);
        const source = parseUint(value.text, 32) ?? readSubfield(value, { bare: true });
        if (isFault(source)) return source;
        if (typeof source !== "number" && source.bits > 32)
          return value.fault(`${key} is ${source.bits} bits wide`, "at most 32 fit");
        if (source !== 0) found[key === "obs_domain_id" ? "obsDomainId" : "obsPointId"] = source;
        break;
      }
      case "sampling_port": {
        const port = value === undefined ? whole.fault("sampling_port lacks its port") : readPort(value, names);
        if (typeof port === "object") return port;
        if (port !== "ANY") found.samplingPort = port;
        break;
      }
      case "ingress":
      case "egress":
        found.direction = key;
        break;
      default:
        return unknownArgument(whole, "sample", ARGUMENTS);
    }
  }
  if (found.probability === 0) return text.whole.fault("sample lacks its probability", "expected 1 to 65535");
  return { kind: "sample", args: found };
}

/** `sample(...)`: ovs-actions(7), "The sample action". Ids that are absent print as 0. */
export const sample: ActionEntry<"sample"> = {
  words: ["sample"],
  parse: parseSample,
  format: ({ args }, { names }) => {
    const source = (id: SampleArgs["obsDomainId"]): string =>
      typeof id === "object" ? formatSubfield(id) : String(id ?? 0);
    const parts = [
      `probability=${args.probability}`,
      `collector_set_id=${args.collectorSetId ?? 0}`,
      `obs_domain_id=${source(args.obsDomainId)}`,
      `obs_point_id=${source(args.obsPointId)}`,
    ];
    if (args.samplingPort !== undefined) parts.push(`sampling_port=${formatPort(args.samplingPort, names)}`);
    if (args.direction !== undefined) parts.push(args.direction);
    return `sample(${parts.join(",")})`;
  },
};
