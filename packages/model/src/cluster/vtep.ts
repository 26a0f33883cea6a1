import type { Encap } from "../southbound/rows.ts";

/** A tunnel endpoint of a chassis. Its place in {@link Vteps.list} is its encap id. */
export type Vtep = {
  /** Index of the address in the chassis's list; what reg13[16..31] carries on this chassis. */
  readonly encapId: number;
  /** The address as configured; OVN compares these as text. */
  readonly ip: string;
  /** The Southbound's rows for this address, one per tunnel type, in the order of `Chassis.encaps`. */
  readonly encaps: readonly Encap[];
  readonly isDefault: boolean;
};

/** Why the VTEP with encap id 0 has that id, or why a wish for another was not met. */
export type DefaultVtep =
  | { readonly kind: "configured"; readonly ip: string; readonly from: string }
  | { readonly kind: "ignored"; readonly ip: string; readonly from: string; readonly first: string | undefined }
  | { readonly kind: "none"; readonly first: string | undefined };

/** The VTEPs of one chassis, in the order of their encap ids. */
export type Vteps = {
  readonly list: readonly Vtep[];
  readonly byIp: ReadonlyMap<string, Vtep>;
  /** What decided which VTEP is the default one. `from` names the key or the column that says so. */
  readonly default: DefaultVtep;
  /** Where the list was read: the chassis's own `ovn-encap-ip`, or the Southbound when that is not at hand. */
  readonly source: "open-vswitch" | "southbound";
};
