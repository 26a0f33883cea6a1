import { createDiagnostic, type Diagnostic, type Place } from "@ovn-sim/model";
import type { IntegerConstant } from "./constant.ts";
import { excerpt } from "./excerpt.ts";
import { Lexer } from "./lexer.ts";
import { takeInteger } from "./term-parser.ts";

/** The members of an address set, and what of it ovn-controller skips. */
export type AddressSetMembers = { readonly members: readonly IntegerConstant[]; readonly notes: readonly Diagnostic[] };

/**
 * Reads the `addresses` of an Address_Set row: Ethernet, IPv4 or IPv6 addresses, with or without a mask
 * (ovn-sb(5), "Address_Set TABLE"). An entry that is none is left out, as ovn-controller does; an entry
 * counts up to its first white space.
 */
export function readAddressSet(addresses: Iterable<string>, place: Place = {}): AddressSetMembers {
  const members: IntegerConstant[] = [];
  const notes: Diagnostic[] = [];
  for (const address of addresses) {
    const lexer = new Lexer(address);
    if (lexer.kind === "integer" || lexer.kind === "masked-integer") {
      members.push({ ...takeInteger(lexer), fromSet: true });
    } else {
      const message = `${excerpt(address)} is not an address, and stands for nothing`;
      notes.push(
        createDiagnostic(
          "OVN4014",
          place,
          message,
          "expected an Ethernet, IPv4 or IPv6 address, with or without a mask",
        ),
      );
    }
  }
  return { members, notes };
}
