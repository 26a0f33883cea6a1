import { type Action, FIELDS } from "../openflow/index.ts";

const TYPE_8021Q = 0x8100;
const TYPE_8021AD = 0x88a8;

/** The bit that says that a tag is there; OpenFlow has it in the value of `vlan_vid`. */
const VID_PRESENT = 0x1000;

export const popVlan: Action = { kind: "pop_vlan" };

/**
 * Tags a packet. `ethertype` is `options:ethtype` of a localnet port (ovn-nb(5)): 802.1Q by default; the
 * misspelt forms `802.11ad` and `802.11q` are taken too, as OVN takes them.
 */
export function pushVlan(tag: number, ethertype: string | undefined): Action[] {
  const isOuter = /^802\.1{1,2}ad$/i.test(ethertype ?? "");
  return [
    { kind: "push_vlan", ethertype: isOuter ? TYPE_8021AD : TYPE_8021Q },
    { kind: "set_field", field: FIELDS.vlan_vid, value: [VID_PRESENT | tag] },
  ];
}
