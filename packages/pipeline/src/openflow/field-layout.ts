/**
 * The cells of the packed key, in order, with their size in 32-bit words. Fields name the cell that
 * they live in; what a match often looks at together shares a word.
 */
const CELLS = {
  reg: 32,
  metadata: 2,
  in_port: 1,
  /** EtherType in the high half, IP protocol or ARP operation in the low half. */
  type: 1,
  /** The outer tag in the high half, the inner one in the low half. */
  vlan: 1,
  dl_src: 2,
  dl_dst: 2,
  nw_src: 1,
  nw_dst: 1,
  /** Source port or ICMP type in the high half, destination port or ICMP code in the low half. */
  tp: 1,
  /** Fragment bits in 28..29, TCP flags or ND option type in 16..27, TTL in 8..15, TOS in 0..7. */
  ip: 1,
  ipv6_src: 4,
  ipv6_dst: 4,
  ipv6_label: 1,
  arp_sha: 2,
  arp_tha: 2,
  nd_target: 4,
  nd_reserved: 1,
  mpls: 1,
  /** Flags, TTL, MD type, next protocol: one byte each. */
  nsh: 1,
  /** Service path in bits 8..31, service index in 0..7. */
  nsh_path: 1,
  nsh_c: 4,
  ct_state: 1,
  /** Zone in the high half, protocol of the original direction in bits 0..7. */
  ct_zone: 1,
  ct_mark: 1,
  ct_label: 4,
  ct_nw_src: 1,
  ct_nw_dst: 1,
  ct_ipv6_src: 4,
  ct_ipv6_dst: 4,
  ct_tp: 1,
  tun_id: 2,
  tun_src: 1,
  tun_dst: 1,
  tun_ipv6_src: 4,
  tun_ipv6_dst: 4,
  /** Flags in the high half, TTL in bits 8..15, TOS in 0..7. */
  tun_ip: 1,
  /** Which of the tunnel options the packet has, bit n for `tun_metadata<n>`. */
  tun_present: 1,
  tun_metadata: 8,
  /** GBP id in the high half, GBP flags in bits 0..7. */
  tun_gbp: 1,
  tun_erspan_idx: 1,
  /** Version in bits 16..19, direction in bit 8, hardware id in bits 0..5. */
  tun_erspan: 1,
  /** Flags in bits 8..15, message type in 0..7. */
  tun_gtpu: 1,
  pkt_mark: 1,
  skb_priority: 1,
  dp_hash: 1,
  recirc_id: 1,
  conj_id: 1,
  actset_output: 1,
  packet_type: 1,
} as const;

export type Cell = keyof typeof CELLS;

function placeCells(): { readonly offsets: Readonly<Record<Cell, number>>; readonly words: number } {
  const offsets = {} as Record<Cell, number>;
  let words = 0;
  for (const cell of Object.keys(CELLS) as Cell[]) {
    offsets[cell] = words;
    words += CELLS[cell];
  }
  return { offsets, words };
}

const PLACED = placeCells();

/** Words in a packed key. */
export const KEY_WORDS: number = PLACED.words;

/** The first word of each cell. */
export const CELL_WORDS: Readonly<Record<Cell, number>> = PLACED.offsets;

/** The word whose bit n says that the packet has tunnel option `tun_metadata<n>`. */
export const TUN_PRESENT_WORD: number = CELL_WORDS.tun_present;

/** How many 4-byte tunnel options a key holds; ovs-fields(7) has 64 of up to 124 bytes. */
export const TUN_METADATA_FIELDS: number = CELLS.tun_metadata;

/** @throws RangeError when `bits` from `shift` on do not fit the words of the cell from `index` on: a fault in the field table. */
export function checkPlace(name: string, cell: Cell, index: number, bits: number, shift: number): void {
  const room = (CELLS[cell] - index) * 32;
  if (
    index < 0 ||
    shift < 0 ||
    bits <= 0 ||
    bits + shift > room ||
    (bits > 32 && shift !== 0) ||
    (bits <= 32 && bits + shift > 32)
  ) {
    throw new RangeError(`${name}: ${bits} bits from bit ${shift} do not fit word ${index} of cell ${cell}`);
  }
}
