/** What `Port.external_ids:ovn-chassis-id` says: `<chassis>@<remote ip>%<local ip>`, or `flow`. */
export type TunnelId =
  | { readonly kind: "pair"; readonly chassis: string; readonly remoteIp: string; readonly localIp: string | undefined }
  | { readonly kind: "flow" };

const PAIR = /^(?<chassis>[^@]+)@(?<remoteIp>[^%]+)(?:%(?<localIp>.*))?$/s;

/** Reads a tunnel id; before OVN 24.03 it did not name the local address. */
export function parseTunnelId(text: string): TunnelId | undefined {
  if (text === "flow") return { kind: "flow" };
  const found = PAIR.exec(text)?.groups;
  if (found === undefined) return undefined;
  return {
    kind: "pair",
    chassis: found["chassis"]!,
    remoteIp: found["remoteIp"]!,
    localIp: found["localIp"] || undefined,
  };
}

/** Writes a tunnel id as ovn-controller does. */
export function formatTunnelId(id: TunnelId): string {
  if (id.kind === "flow") return "flow";
  const local = id.localIp === undefined ? "" : `%${id.localIp}`;
  return `${id.chassis}@${id.remoteIp}${local}`;
}
