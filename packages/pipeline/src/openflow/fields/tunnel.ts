import type { FieldSpec } from "./spec.ts";

/** What a tunnel says of a packet: ovs-fields(7), "Tunnel Fields". Only the numbered options are made in a row. */
export const TUNNEL_FIELDS = {
  tun_id: { cell: "tun_id", bits: 64, oxm: ["NXM_NX_TUN_ID=16", "OXM_OF_TUNNEL_ID=38@4"], aliases: ["tunnel_id"] },
  tun_src: { cell: "tun_src", bits: 32, oxm: ["NXM_NX_TUN_IPV4_SRC=31"], format: "ipv4" },
  tun_dst: { cell: "tun_dst", bits: 32, oxm: ["NXM_NX_TUN_IPV4_DST=32"], format: "ipv4" },
  tun_ipv6_src: { cell: "tun_ipv6_src", bits: 128, oxm: ["NXM_NX_TUN_IPV6_SRC=109"], format: "ipv6" },
  tun_ipv6_dst: { cell: "tun_ipv6_dst", bits: 128, oxm: ["NXM_NX_TUN_IPV6_DST=110"], format: "ipv6" },
  tun_flags: { cell: "tun_ip", bits: 1, bytes: 2, shift: 16, oxm: ["NXM_NX_TUN_FLAGS=104"], format: "tunnel-flags" },
  tun_ttl: { cell: "tun_ip", bits: 8, shift: 8, format: "decimal", mask: "no", access: "read" },
  tun_tos: { cell: "tun_ip", bits: 8, format: "decimal", mask: "no", access: "read" },
  tun_gbp_id: { cell: "tun_gbp", bits: 16, shift: 16, oxm: ["NXM_NX_TUN_GBP_ID=38"], format: "decimal" },
  tun_gbp_flags: { cell: "tun_gbp", bits: 8, oxm: ["NXM_NX_TUN_GBP_FLAGS=39"] },
  tun_erspan_idx: { cell: "tun_erspan_idx", bits: 20, bytes: 4, oxm: ["NXOXM_ET_ERSPAN_IDX=11"] },
  tun_erspan_ver: { cell: "tun_erspan", bits: 4, shift: 16, oxm: ["NXOXM_ET_ERSPAN_VER=12"], format: "decimal" },
  tun_erspan_dir: { cell: "tun_erspan", bits: 1, shift: 8, oxm: ["NXOXM_ET_ERSPAN_DIR=13"], format: "decimal" },
  tun_erspan_hwid: { cell: "tun_erspan", bits: 6, oxm: ["NXOXM_ET_ERSPAN_HWID=14"] },
  tun_gtpu_flags: { cell: "tun_gtpu", bits: 8, shift: 8, oxm: ["NXOXM_ET_GTPU_FLAGS=15"], access: "read" },
  tun_gtpu_msgtype: { cell: "tun_gtpu", bits: 8, oxm: ["NXOXM_ET_GTPU_MSGTYPE=16"], format: "decimal", access: "read" },
} as const satisfies Record<string, FieldSpec>;
