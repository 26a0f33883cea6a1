import type { FieldSpec } from "./spec.ts";

/** ovs-fields(7), "Network Service Header Fields". */
export const NSH_FIELDS = {
  nsh_flags: { cell: "nsh", bits: 8, shift: 24, oxm: ["NXOXM_NSH_FLAGS=1"], format: "decimal", needs: "nsh" },
  nsh_mdtype: {
    cell: "nsh",
    bits: 8,
    shift: 8,
    oxm: ["NXOXM_NSH_MDTYPE=2"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "nsh",
  },
  nsh_np: {
    cell: "nsh",
    bits: 8,
    oxm: ["NXOXM_NSH_NP=3"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "nsh",
  },
  nsh_spi: {
    cell: "nsh_path",
    bits: 24,
    bytes: 4,
    shift: 8,
    oxm: ["NXOXM_NSH_SPI=4"],
    aliases: ["nsp"],
    mask: "no",
    needs: "nsh",
  },
  nsh_si: {
    cell: "nsh_path",
    bits: 8,
    oxm: ["NXOXM_NSH_SI=5"],
    aliases: ["nsi"],
    format: "decimal",
    mask: "no",
    needs: "nsh",
  },
  nsh_c1: { cell: "nsh_c", bits: 32, oxm: ["NXOXM_NSH_C1=6"], aliases: ["nshc1"], needs: "nsh" },
  nsh_c2: { cell: "nsh_c", index: 1, bits: 32, oxm: ["NXOXM_NSH_C2=7"], aliases: ["nshc2"], needs: "nsh" },
  nsh_c3: { cell: "nsh_c", index: 2, bits: 32, oxm: ["NXOXM_NSH_C3=8"], aliases: ["nshc3"], needs: "nsh" },
  nsh_c4: { cell: "nsh_c", index: 3, bits: 32, oxm: ["NXOXM_NSH_C4=9"], aliases: ["nshc4"], needs: "nsh" },
  nsh_ttl: { cell: "nsh", bits: 8, shift: 16, oxm: ["NXOXM_NSH_TTL=10"], format: "decimal", needs: "nsh" },
} as const satisfies Record<string, FieldSpec>;
