import type { Action } from "../openflow/action.ts";
import { formatAction, formatActions } from "../openflow/index.ts";

/** What a tunnel port leads to, for the comparison of BUM copies. */
export type TunnelEnd = { readonly chassis: string; readonly type: string };

export type FanOutContext = {
  /** The tunnel ports of the chassis by OpenFlow port; a port with `flow` addressing is left out. */
  readonly tunnelByOfport: ReadonlyMap<number, TunnelEnd>;
  /** The chassis that owns an underlay address, as text, for tunnels whose flows set `tun_dst`. */
  readonly chassisByUnderlayAddress: ReadonlyMap<string, string>;
  /** Forget which of a chassis's tunnels is used, and keep only the chassis. */
  readonly anyTunnel: boolean;
};

const UNDERLAY_SOURCE: ReadonlySet<string> = new Set(["tun_src", "tun_ipv6_src"]);
const UNDERLAY_DESTINATION: ReadonlySet<string> = new Set(["tun_dst", "tun_ipv6_dst"]);

/**
 * The copies that an action list makes, as a sorted list of lines: each copy is its terminal action
 * (output or resubmit) with everything that the actions before it have written. What is written after
 * the last copy is a line of its own. Two lists with equal lines make the same copies, in some order.
 */
export function fanOutCopies(actions: readonly Action[], context: FanOutContext): string[] {
  const written = new Map<string, string>();
  const copies: string[] = [];
  const state = (): string => [...written.values()].sort().join(",");
  for (const action of actions) {
    if (action.kind === "output") {
      const end = typeof action.port === "number" ? context.tunnelByOfport.get(action.port) : undefined;
      const to =
        end !== undefined && context.anyTunnel
          ? `output:any ${end.type} tunnel to ${end.chassis}`
          : formatAction(action);
      copies.push(`${to} with ${state()}`);
    } else if (action.kind === "resubmit") {
      copies.push(`${formatAction(action)} with ${state()}`);
    } else if (action.kind === "set_field") {
      written.set(writtenKey(action), writtenText(action, context));
    } else {
      const text = formatAction(action);
      written.set(text, text);
    }
  }
  copies.push(`end with ${state()}`);
  return copies.sort();
}

function writtenKey(action: Action & { readonly kind: "set_field" }): string {
  return `${action.field.name}/${action.mask?.join(":") ?? ""}`;
}

function writtenText(action: Action & { readonly kind: "set_field" }, context: FanOutContext): string {
  const text = formatActions([action]);
  if (!context.anyTunnel) return text;
  if (UNDERLAY_SOURCE.has(action.field.name)) return `set_field:any VTEP->${action.field.name}`;
  if (UNDERLAY_DESTINATION.has(action.field.name)) {
    const address = text.slice("set_field:".length, text.lastIndexOf("->"));
    return `set_field:any VTEP of ${context.chassisByUnderlayAddress.get(address) ?? address}->${action.field.name}`;
  }
  return text;
}
