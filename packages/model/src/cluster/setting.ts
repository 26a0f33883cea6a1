/**
 * Keys of `Open_vSwitch.external_ids` that ovn-controller reads with an override: `<key>-<system-id>`
 * wins over `<key>` (ovn-controller(8), "Configuration").
 */
export const SETTING_KEYS = [
  "hostname",
  "ovn-bridge",
  "ovn-bridge-datapath-type",
  "ovn-bridge-mappings",
  "ovn-chassis-mac-mappings",
  "ovn-cms-options",
  "ovn-enable-flow-based-tunnels",
  "ovn-encap-csum",
  "ovn-encap-df_default",
  "ovn-encap-ip",
  "ovn-encap-ip-default",
  "ovn-encap-tos",
  "ovn-encap-type",
  "ovn-is-interconn",
  "ovn-monitor-all",
  "ovn-set-local-ip",
  "ovn-transport-zones",
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
