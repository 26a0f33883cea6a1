/** The bits of `ct_state`: ovs-fields(7), "Conntrack State Field". */
export const CT_STATE = {
  new: 0x01,
  est: 0x02,
  rel: 0x04,
  rpl: 0x08,
  inv: 0x10,
  trk: 0x20,
  snat: 0x40,
  dnat: 0x80,
} as const;

/** What a packet comes back from conntrack with when nobody says otherwise, as in `ofproto/trace`. */
export const DEFAULT_CT_STATE: number = CT_STATE.trk | CT_STATE.new;
