import { formatConstant, formatString, type IntegerConstant } from "../expr/constant.ts";
import { type ByteWriter, createByteWriter } from "../wire/byte-writer.ts";
import type { ActionParser, OptionSpec, OptionTable } from "./action-parser.ts";
import type { ResultSpec, ResultTable } from "./action-spec.ts";
import { control, type Opcode } from "./control.ts";
import type { Place } from "./place.ts";
import { answerPlace } from "./reports.ts";
import { putDhcpOption, putDhcpv6Option } from "./dhcp-options.ts";
import { checkAdvertisement, putAdvertisement, RA_OPTIONS } from "./ra-options.ts";

/** The value of an option: what stood behind the `=`. */
export type OptionValue =
  | { readonly kind: "integers"; readonly values: readonly IntegerConstant[]; readonly braces: boolean }
  | { readonly kind: "strings"; readonly values: readonly string[]; readonly braces: boolean };

export type ChosenOption = {
  readonly spec: OptionSpec;
  readonly value: OptionValue;
  readonly start: number;
  readonly end: number;
};

/** Answers that the controller puts into the packet, which waits for them. */
export const OPTION_RESULTS: ResultTable = {
  put_dhcp_opts: optionsResult("put_dhcp_opts", "DHCPv4", (parser) => parser.environment.dhcpOptions, {
    check: (parser, options) =>
      options.some(({ spec }) => spec.code === OFFER_IP) || parser.fail("put_dhcp_opts needs offerip") === true,
    put: putDhcpOptions,
  }),
  put_dhcpv6_opts: optionsResult("put_dhcpv6_opts", "DHCPv6", (parser) => parser.environment.dhcpv6Options, {
    check: () => true,
    put: (out, options) => options.forEach((option) => putDhcpv6Option(out, option)),
  }),
  put_nd_ra_opts: {
    needs: "ip6",
    ...optionsResult("put_nd_ra_opts", "router advertisement", () => RA_OPTIONS, {
      check: checkAdvertisement,
      put: putAdvertisement,
    }),
  },
};

type OptionRules = {
  readonly check: (parser: ActionParser, options: readonly ChosenOption[]) => boolean;
  readonly put: (out: ByteWriter, options: readonly ChosenOption[]) => void;
};

/** `place = name(OPTION=VALUE, ...)`. */
function optionsResult(
  name: Opcode,
  family: string,
  table: (parser: ActionParser) => OptionTable,
  rules: OptionRules,
): ResultSpec {
  return {
    parse: (parser, dst: Place) => {
      if (!parser.checkPlace(dst, 1, "write") || !parser.expect("(")) return undefined;
      const options: ChosenOption[] = [];
      while (!parser.match(")")) {
        const option = takeOption(parser, table(parser), family);
        if (option === undefined) return undefined;
        options.push(option);
        parser.match(",");
      }
      if (!rules.check(parser, options)) return undefined;
      const out = createByteWriter();
      out.put(answerPlace(dst.bits));
      rules.put(out, options);
      const data = out.bytes;
      return {
        format: () =>
          `${dst.text} = ${name}(${options.map(({ spec, value }) => `${spec.name} = ${formatValue(value)}`).join(", ")});`,
        lower: (context) => [control(context, name, { pause: true, data })],
      };
    },
  };
}

const TEXT_TYPES: ReadonlySet<string> = new Set(["str", "domains", "domain"]);

function takeOption(parser: ActionParser, table: OptionTable, family: string): ChosenOption | undefined {
  const { start, end } = parser.lexer;
  const name = parser.takeName(`a ${family} option`);
  if (name === undefined) return undefined;
  const spec = table.get(name);
  if (spec === undefined) return parser.fail(`no ${family} option is called ${name}`, start, end);
  if (!parser.expect("=")) return undefined;
  const at = { start: parser.lexer.start, end: parser.lexer.end };
  const value = takeValue(parser);
  if (value === undefined) return undefined;
  const wanted = spec.type === "host_id" ? value.kind : TEXT_TYPES.has(spec.type) ? "strings" : "integers";
  if (value.kind !== wanted) {
    return parser.fail(`option ${name} takes ${wanted === "strings" ? "a string" : "a number"}`, at.start, at.end);
  }
  return { spec, value, ...at };
}

/** A constant, or several in braces. */
function takeValue(parser: ActionParser): OptionValue | undefined {
  const braces = parser.match("{");
  if (parser.is("string")) {
    const values: string[] = [];
    do values.push(parser.takeString("a string")!);
    while (braces && (parser.match(",") || parser.is("string")) && parser.is("string"));
    return !braces || parser.expect("}") ? { kind: "strings", values, braces } : undefined;
  }
  const values: IntegerConstant[] = [];
  do {
    const value = parser.takeConstant("a number or string");
    if (value === undefined) return undefined;
    values.push(value);
    if (braces) parser.match(",");
  } while (braces && !parser.is("}"));
  return !braces || parser.expect("}") ? { kind: "integers", values, braces } : undefined;
}

function formatValue(value: OptionValue): string {
  const list = value.kind === "strings" ? value.values.map(formatString) : value.values.map(formatConstant);
  return value.braces || list.length !== 1 ? `{${list.join(", ")}}` : list[0]!;
}

/** Codes that stand for themselves in the Southbound's DHCP_Options; 253 and 254 are not DHCP's. */
const OFFER_IP = 0;
const BOOTFILE = 67;
const NEXT_SERVER = 253;
const BOOTFILE_ALT = 254;

/** The offered address first, then what the controller looks for by itself, then the others in order. */
function putDhcpOptions(out: ByteWriter, options: readonly ChosenOption[]): void {
  const first = [OFFER_IP, BOOTFILE, BOOTFILE_ALT, NEXT_SERVER].map((code) =>
    options.find(({ spec }) => spec.code === code),
  );
  const [offer, ...leading] = first;
  if (offer?.value.kind === "integers") out.words(offer.value.values[0]!.value, 4);
  for (const option of leading) {
    if (option !== undefined) putDhcpOption(out, option);
  }
  for (const option of options) {
    if (!first.includes(option)) putDhcpOption(out, option);
  }
}
