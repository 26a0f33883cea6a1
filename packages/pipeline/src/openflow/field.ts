/**
 * A field of ovs-fields(7), with its place in the packed key.
 *
 * A field of n words takes words `word` to `word + n - 1`, most significant first. A field narrower
 * than a word that shares it with others (the DSCP and ECN bits of the TOS byte, the VID and PCP of
 * the VLAN TCI) starts at bit `shift` of it.
 */
export type Field = {
  /** The name in matches: `reg14`, `dl_dst`. */
  readonly name: string;
  /** The name in `move`, `push` and the like: `NXM_NX_REG14`, `OXM_OF_ETH_DST`. */
  readonly nxm: string;
  /** Other names that the text may use. */
  readonly aliases: readonly string[];
  readonly bits: number;
  readonly word: number;
  readonly words: number;
  readonly shift: number;
  readonly format: FieldFormat;
  readonly maskable: boolean;
  readonly writable: boolean;
  readonly prerequisite: string;
};

export type FieldFormat = "hex" | "decimal" | "mac" | "ipv4" | "ipv6" | "port" | "frag" | "tcp-flags" | "ct-state" | "tunnel-flags" | "packet-type";
