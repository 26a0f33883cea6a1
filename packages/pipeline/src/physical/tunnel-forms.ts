import { FIELDS, type MatchBuilder, type Protocol } from "../openflow/index.ts";
import { createMatchForm, type MatchForm } from "./match-form.ts";

/** "Fragmentation needed" and "packet too big", which the kernel may make of a tunnelled packet. */
const TOO_BIG: readonly { readonly protocol: Protocol; readonly type: number; readonly code: number }[] = [
  { protocol: "icmp", type: 3, code: 4 },
  { protocol: "icmp6", type: 2, code: 0 },
];

/** What comes in by a port: anything, and errors about packets that were too big. */
export type TunnelForms = { readonly anything: MatchForm; readonly tooBig: readonly MatchForm[] };

/** `match` starts a match anew. */
export function createTunnelForms(match: () => MatchBuilder): TunnelForms {
  const from = (ofport: number): MatchBuilder => match().set("in_port", ofport);
  return {
    anything: createMatchForm((ofport) => from(ofport).build()),
    tooBig: TOO_BIG.map(({ protocol, type, code }) =>
      createMatchForm((ofport) =>
        from(ofport).protocol(protocol).set(FIELDS.icmp_type, type).set(FIELDS.icmp_code, code).build(),
      ),
    ),
  };
}
