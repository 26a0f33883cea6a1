/**
 * Keys of `Open_vSwitch.external_ids` that ovn-controller reads with an override: `<key>-<system-id>`
 * wins over `<key>` (ovn-controller(8), "Configuration").
 */
export const SETTING_KEYS = [
  "ct-zone-range",
  "hostname",
  "ovn-bridge",
  "ovn-bridge-datapath-type",
  "ovn-bridge-mappings",
  "ovn-chassis-mac-mappings",
  "ovn-cleanup-on-exit",
  "ovn-cms-options",
  "ovn-enable-flow-based-tunnels",
  "ovn-enable-lflow-cache",
  "ovn-encap-csum",
  "ovn-encap-df_default",
  "ovn-encap-ip",
  "ovn-encap-ip-default",
  "ovn-encap-tos",
  "ovn-encap-type",
  "ovn-evpn-local-ip",
  "ovn-evpn-vxlan-ports",
  "ovn-is-interconn",
  "ovn-limit-lflow-cache",
  "ovn-match-northd-version",
  "ovn-memlimit-lflow-cache-kb",
  "ovn-monitor-all",
  "ovn-remote",
  "ovn-remote-probe-interval",
  "ovn-set-local-ip",
  "ovn-transport-zones",
  "ovn-trim-limit-lflow-cache",
  "ovn-trim-timeout-ms",
  "ovn-trim-wmark-perc-lflow-cache",
] as const;

export type SettingKey = (typeof SETTING_KEYS)[number];

/** A setting, and the key that it was read from. */
export type SettingValue = { readonly value: string; readonly from: string };

/** Reads a setting for one controller: `<key>-<systemId>` first, then `<key>`. */
export function readSetting(
  externalIds: ReadonlyMap<string, string>,
  systemId: string | undefined,
  key: SettingKey,
): SettingValue | undefined {
  if (systemId !== undefined) {
    const from = `${key}-${systemId}`;
    const value = externalIds.get(from);
    if (value !== undefined) return { value, from };
  }
  const value = externalIds.get(key);
  return value === undefined ? undefined : { value, from: key };
}

/**
 * A flag as OVS reads one: `true` or `false` in any case of letters. Any other text, and none, mean
 * what the flag is otherwise.
 */
export function readFlag(text: string | undefined, otherwise: boolean): boolean {
  const wanted = text?.toLowerCase();
  return otherwise ? wanted !== "false" : wanted === "true";
}

/** Reads a flag for one controller; an override that is no flag leaves the plain key's word. */
export function readFlagSetting(
  externalIds: ReadonlyMap<string, string>,
  systemId: string,
  key: SettingKey,
  otherwise: boolean,
): boolean {
  return readFlag(externalIds.get(`${key}-${systemId}`), readFlag(externalIds.get(key), otherwise));
}
