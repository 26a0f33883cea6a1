import { FIELDS } from "../../openflow/field-table.ts";
import type { Field } from "../../openflow/field.ts";
import type { ActionParser } from "./action-parser.ts";
import type { BuiltAction, ResultSpec, ResultTable, StatementSpec, StatementTable } from "./action-spec.ts";
import { control, type Opcode } from "./control.ts";
import { flagBit, INPORT, move, OUTPORT, resubmit, setBits, setFlag, whole, withArguments } from "./emit.ts";
import type { LowerContext } from "./context.ts";
import { isString, type Place } from "./place.ts";

const ETH_SRC: Field = FIELDS.dl_src;
const ETH_DST: Field = FIELDS.dl_dst;
const IP4 = 32;
const IP6 = 128;
const MAC = 48;
const NAME = 0;

/** Bindings of addresses to MAC addresses, and of MAC addresses to ports: asked for and learned. */
export const NEIGHBOURS: StatementTable = {
  get_arp: getBinding("get_arp", IP4, () => FIELDS.reg0),
  get_nd: getBinding("get_nd", IP6, ndRegister),
  put_arp: putBinding("put_arp", IP4, FIELDS.reg0),
  put_nd: putBinding("put_nd", IP6, FIELDS.xxreg0),
  put_fdb: {
    parse: (parser) => {
      const places = takePlaces(parser, [NAME, MAC]);
      if (places === undefined) return undefined;
      const [port, mac] = places as [Place, Place];
      return {
        format: () => `put_fdb(${port.text}, ${mac.text});`,
        lower: (context) =>
          withArguments(
            [
              { src: port.bits, dst: INPORT },
              { src: mac.bits, dst: ETH_SRC },
            ],
            [control(context, "put_fdb")],
          ),
      };
    },
  },
};

/** Lookups that put their answer somewhere. */
export const NEIGHBOUR_LOOKUPS: ResultTable = {
  lookup_arp: lookupBinding("lookup_arp", IP4, FIELDS.reg0),
  lookup_nd: lookupBinding("lookup_nd", IP6, FIELDS.xxreg0),
  lookup_arp_ip: lookupAddress("lookup_arp_ip", IP4, () => FIELDS.reg0),
  lookup_nd_ip: lookupAddress("lookup_nd_ip", IP6, ndRegister),
  get_fdb: getFdb("get_fdb", OUTPORT, ({ profile }) => profile.tables.getFdb),
  get_remote_fdb: {
    since: { "25.09": 0 },
    ...getFdb("get_remote_fdb", FIELDS.reg1, ({ profile }) => profile.tables.getRemoteFdb),
  },
  lookup_fdb: {
    parse: (parser, dst) => {
      const places = takeLookup(parser, dst, [NAME, MAC]);
      if (places === undefined) return undefined;
      const [port, mac] = places as [Place, Place];
      return {
        format: () => `${dst.text} = lookup_fdb(${port.text}, ${mac.text});`,
        lower: ({ profile }) => [
          ...withArguments(
            [
              { src: port.bits, dst: INPORT },
              { src: mac.bits, dst: ETH_SRC },
            ],
            [setFlag("lookupFdb", false), resubmit(profile.tables.lookupFdb)],
          ),
          move(flagBit("lookupFdb"), dst.bits),
        ],
      };
    },
  },
};

/** Where the table of bindings expects the address of a neighbour that is asked for. */
type AddressRegister = (context: LowerContext) => Field;

function ndRegister({ features }: LowerContext): Field {
  return FIELDS[features.ndLookupRegister];
}

/** `(PLACE, ...)`, each of the width given. */
function takePlaces(parser: ActionParser, widths: readonly number[]): Place[] | undefined {
  const places: Place[] = [];
  for (const [i, width] of widths.entries()) {
    if (!parser.expect(i === 0 ? "(" : ",")) return undefined;
    const place = parser.takePlaceOf(width);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return parser.expect(")") ? places : undefined;
}

/** The operands of a lookup whose answer is one bit. */
function takeLookup(parser: ActionParser, dst: Place, widths: readonly number[]): Place[] | undefined {
  return parser.checkPlace(dst, 1, "write") ? takePlaces(parser, widths) : undefined;
}

function getBinding(name: string, width: number, address: AddressRegister): StatementSpec {
  return {
    parse: (parser): BuiltAction | undefined => {
      const places = takePlaces(parser, [NAME, width]);
      if (places === undefined) return undefined;
      const [port, ip] = places as [Place, Place];
      return {
        format: () => `${name}(${port.text}, ${ip.text});`,
        lower: (context) =>
          withArguments(
            [
              { src: port.bits, dst: OUTPORT },
              { src: ip.bits, dst: address(context) },
            ],
            [setBits(whole(ETH_DST), 0), resubmit(context.profile.tables.macBinding)],
          ),
      };
    },
  };
}

function putBinding(name: Opcode, width: number, address: Field): StatementSpec {
  return {
    parse: (parser): BuiltAction | undefined => {
      const places = takePlaces(parser, [NAME, width, MAC]);
      if (places === undefined) return undefined;
      const [port, ip, mac] = places as [Place, Place, Place];
      return {
        format: () => `${name}(${port.text}, ${ip.text}, ${mac.text});`,
        lower: (context) => withArguments(bindingArguments(port, ip, address, mac), [control(context, name)]),
      };
    },
  };
}

function bindingArguments(port: Place, ip: Place, address: Field, mac: Place) {
  return [
    { src: port.bits, dst: INPORT },
    { src: ip.bits, dst: address },
    { src: mac.bits, dst: ETH_SRC },
  ];
}

function lookupBinding(name: string, width: number, address: Field): ResultSpec {
  return {
    parse: (parser, dst) => {
      const places = takeLookup(parser, dst, [NAME, width, MAC]);
      if (places === undefined) return undefined;
      const [port, ip, mac] = places as [Place, Place, Place];
      return {
        format: () => `${dst.text} = ${name}(${port.text}, ${ip.text}, ${mac.text});`,
        lower: ({ profile }) =>
          withArguments(bindingArguments(port, ip, address, mac), [
            setFlag("lookupMac", false),
            resubmit(profile.tables.macLookup),
            move(flagBit("lookupMac"), dst.bits),
          ]),
      };
    },
  };
}

function lookupAddress(name: string, width: number, address: AddressRegister): ResultSpec {
  return {
    parse: (parser, dst) => {
      const places = takeLookup(parser, dst, [NAME, width]);
      if (places === undefined) return undefined;
      const [port, ip] = places as [Place, Place];
      return {
        format: () => `${dst.text} = ${name}(${port.text}, ${ip.text});`,
        lower: (context) =>
          withArguments(
            [
              { src: port.bits, dst: OUTPORT },
              { src: ip.bits, dst: address(context) },
            ],
            [
              { kind: "push", src: whole(ETH_DST) },
              setFlag("lookupMac", false),
              resubmit(context.profile.tables.macBinding),
              move(flagBit("lookupMac"), dst.bits),
              { kind: "pop", dst: whole(ETH_DST) },
            ],
          ),
      };
    },
  };
}

function getFdb(name: string, answer: Field, table: (context: LowerContext) => number | undefined): ResultSpec {
  return {
    parse: (parser, dst) => {
      if (!isString(dst) && !parser.checkPlace(dst, 32, "write")) return undefined;
      const places = takePlaces(parser, [MAC]);
      if (places === undefined) return undefined;
      const [mac] = places as [Place];
      return {
        format: () => `${dst.text} = ${name}(${mac.text});`,
        lower: (context) => {
          const to = table(context);
          if (to === undefined) return [];
          const found = withArguments([{ src: mac.bits, dst: ETH_DST }], [setBits(whole(answer), 0), resubmit(to)]);
          return dst.bits.field === answer ? found : [...found, move(whole(answer), dst.bits)];
        },
      };
    },
  };
}
