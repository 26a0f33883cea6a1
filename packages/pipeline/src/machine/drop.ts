/**
 * Why a copy of a packet ended without leaving the bridge. `certain` is false where a real switch may
 * well have sent it on, but the machine was not told what it needs to know.
 */
export const DROP_REASONS = {
  "no-match": { text: "no flow matches", certain: true },
  "explicit-drop": { text: "the flow says drop", certain: true },
  "no-output": { text: "the actions end without an output", certain: true },
  "output-to-in-port": {
    text: "the only way out is the port it came in by, which needs an explicit IN_PORT",
    certain: true,
  },
  "output-none": { text: "output to NONE or ANY", certain: true },
  "no-such-port": { text: "the output port does not exist", certain: true },
  "port-forwards-nothing": { text: "the output port is configured not to forward", certain: true },
  "port-out-of-range": { text: "the register holds no port number", certain: true },
  "no-flood-port": { text: "there is no other port to flood to", certain: true },
  "no-such-group": { text: "the group does not exist", certain: true },
  "no-live-bucket": { text: "no bucket of the group is alive", certain: true },
  "no-live-member": { text: "no member of the bundle is alive", certain: true },
  "ttl-exceeded": { text: "the TTL does not survive another hop", certain: true },
  "untracked-resubmit": { text: "resubmit(,,ct) of a packet without a connection", certain: true },
  "resubmit-depth": { text: "resubmits nest too deeply (64 levels)", certain: true },
  "resubmit-count": { text: "too many resubmits (4096)", certain: true },
  "stack-depth": { text: "too much on the stack (64 kB)", certain: true },
  "recirculation-limit": { text: "too many recirculations (4097)", certain: false },
  "step-limit": { text: "the simulation ran too long", certain: false },
  "output-limit": { text: "the simulation has too many outputs", certain: false },
  "hash-unknown": {
    text: "the choice depends on the datapath's hash of the packet, which is not known",
    certain: false,
  },
  "unsupported-action": { text: "the machine does not know the action", certain: false },
} as const satisfies Record<string, { readonly text: string; readonly certain: boolean }>;

export type DropReason = keyof typeof DROP_REASONS;
