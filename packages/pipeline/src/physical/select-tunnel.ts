import type { Tunnel } from "../chassis/index.ts";

/**
 * Why a tunnel was taken: `exact`, it joins the wanted pair of addresses; `any-remote`, the other side has
 * no wanted address and only the local one counts; `any`, neither side has one; `fallback`, no tunnel joins what was wanted and the first one
 * to the chassis was taken, which real OVN does without a word.
 */
export type TunnelReason = "exact" | "any-remote" | "any" | "fallback";

export type WantedPair = {
  /** The address that the remote port was given; absent when it has none. */
  readonly remoteIp: string | undefined;
  /** The local address of the encap id at hand; absent when any will do. */
  readonly localIp: string | undefined;
};

export type TunnelChoice = { readonly tunnel: Tunnel; readonly reason: TunnelReason; readonly wanted: WantedPair };

/**
 * Chooses among the tunnels to one chassis, which are in the order in which ovn-controller finds them
 * (`ChassisView.tunnelsTo`). Addresses are compared as text, as OVN does.
 */
export function selectTunnel(tunnels: readonly Tunnel[], wanted: WantedPair): TunnelChoice | undefined {
  const fitting = tunnels.find((tunnel) => isFitting(tunnel, wanted));
  if (fitting !== undefined) return { tunnel: fitting, reason: reasonOf(wanted), wanted };
  const first = tunnels[0];
  return first === undefined ? undefined : { tunnel: first, reason: "fallback", wanted };
}

/** A tunnel named by an OVN before 24.03 has no local address on record and fits each. */
function isFitting(tunnel: Tunnel, { remoteIp, localIp }: WantedPair): boolean {
  if (remoteIp !== undefined && tunnel.remoteIp !== remoteIp) return false;
  return localIp === undefined || tunnel.localIp === undefined || tunnel.localIp === localIp;
}

function reasonOf({ remoteIp, localIp }: WantedPair): TunnelReason {
  if (remoteIp !== undefined) return "exact";
  return localIp === undefined ? "any" : "any-remote";
}
