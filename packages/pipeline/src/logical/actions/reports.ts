import type { Subfield } from "../../openflow/match.ts";
import { oxmHeader } from "../../openflow/oxm.ts";
import { createByteWriter } from "../wire/byte-writer.ts";
import type { ActionParser } from "./action-parser.ts";
import { type BuiltAction, plain, type ResultSpec, type ResultTable, type StatementTable } from "./action-spec.ts";
import { control, type Opcode } from "./control.ts";
import type { LowerContext } from "./context.ts";
import { INPORT, withArguments } from "./emit.ts";
import { formatConstant } from "../expr/constant.ts";
import { result } from "./results.ts";

/** Packets that are reported to the controller, which acts on them by itself. */
export const REPORTS: StatementTable = {
  igmp: plain("igmp", (context) => [control(context, "igmp")]),
  handle_dhcpv6_reply: plain("handle_dhcpv6_reply", (context) => [control(context, "handle_dhcpv6_reply")]),
  handle_bfd_msg: {
    parse: (parser) => {
      if (!parser.expect("(") || !parser.expect(")")) return undefined;
      return { format: () => "handle_bfd_msg();", lower: (context) => [control(context, "handle_bfd_msg")] };
    },
  },
  handle_svc_check: {
    parse: (parser) => {
      const port = parser.expect("(") ? parser.takePlaceOf(0) : undefined;
      if (port === undefined || !parser.expect(")")) return undefined;
      return {
        format: () => `handle_svc_check(${port.text});`,
        lower: (context) => withArguments([{ src: port.bits, dst: INPORT }], [control(context, "handle_svc_check")]),
      };
    },
  },
  bind_vport: {
    parse: (parser) => {
      const name = parser.expect("(") ? parser.takeString("the name of a virtual port") : undefined;
      const parent = name !== undefined && parser.expect(",") ? parser.takePlaceOf(0) : undefined;
      if (name === undefined || parent === undefined || !parser.expect(")")) return undefined;
      return {
        format: () => `bind_vport(${JSON.stringify(name)}, ${parent.text});`,
        lower: (context) => {
          const key = context.portKey(name);
          if (key === undefined) return [];
          const bound = control(context, "bind_vport", { data: bytes((out) => out.u32(key)) });
          return withArguments([{ src: parent.bits, dst: INPORT }], [bound]);
        },
      };
    },
  },
  log: { parse: parseLog },
  trigger_event: { parse: parseEvent },
};

/** Questions to the controller, whose answer the packet brings back in one bit. */
export const REPORT_RESULTS: ResultTable = {
  dns_lookup: {
    needs: "udp",
    ...result("dns_lookup", 1, (context, dst) => [
      control(context, "dns_lookup", { pause: true, data: answerPlace(dst) }),
    ]),
  },
  dhcp_relay_req_chk: relayCheck("dhcp_relay_req_chk"),
  dhcp_relay_resp_chk: relayCheck("dhcp_relay_resp_chk"),
};

function bytes(write: (out: ReturnType<typeof createByteWriter>) => void): readonly number[] {
  const out = createByteWriter();
  write(out);
  return out.bytes;
}

/** Where the controller is to put its answer: the header of a field, and the bit in it. */
export function answerPlace(dst: Subfield): readonly number[] {
  return bytes((out) => {
    out.put(oxmHeader(dst.field));
    out.u32(dst.lo);
  });
}

function relayCheck(name: Opcode): ResultSpec {
  return {
    since: { "24.09": 0 },
    parse: (parser, dst) => {
      if (!parser.checkPlace(dst, 1, "write") || !parser.expect("(")) return undefined;
      const relay = takeIpv4(parser);
      parser.match(",");
      const server = takeIpv4(parser);
      if (relay === undefined || server === undefined || !parser.expect(")")) return undefined;
      const data = [
        ...answerPlace(dst.bits),
        ...bytes((out) => [relay, server].forEach(({ value }) => out.words(value, 4))),
      ];
      return {
        format: () => `${dst.text} = ${name}(${formatConstant(relay)}, ${formatConstant(server)});`,
        lower: (context) => [control(context, name, { pause: true, data })],
      };
    },
  };
}

function takeIpv4(parser: ActionParser) {
  return parser.lexer.format === "ipv4" ? parser.takeAddress("an IPv4 address") : parser.unexpected("an IPv4 address");
}

const VERDICTS = { allow: 0, drop: 1, reject: 2, pass: 3 } as const;
const SEVERITIES = { alert: 1, warning: 4, notice: 5, info: 6, debug: 7 } as const;
const MAX_NAME = 63;

/** `log(verdict=VERDICT[, name="..."][, severity=SEVERITY][, meter="..."])`. */
function parseLog(parser: ActionParser): BuiltAction | undefined {
  let verdict: keyof typeof VERDICTS | undefined;
  let severity: keyof typeof SEVERITIES = "info";
  let name: string | undefined;
  let meter: string | undefined;
  if (parser.match("(")) {
    while (!parser.match(")")) {
      if (parser.matchName("verdict")) {
        verdict = parser.expect("=") ? takeOne(parser, VERDICTS, "a verdict") : undefined;
      } else if (parser.matchName("severity")) {
        severity = (parser.expect("=") ? takeOne(parser, SEVERITIES, "a severity") : undefined) ?? severity;
      } else if (parser.matchName("name")) {
        const { start, end } = parser.lexer;
        name = parser.expect("=") ? parser.takeString("a name") : undefined;
        if (name !== undefined && utf8(name).length > MAX_NAME)
          parser.fail(`a name has at most ${MAX_NAME} characters`, start, end);
      } else if (parser.matchName("meter")) {
        meter = parser.expect("=") ? parser.takeString("the name of a meter") : undefined;
      } else return parser.unexpected("`verdict', `severity', `name' or `meter'");
      if (parser.fault !== undefined) return undefined;
      parser.match(",");
    }
  }
  if (verdict === undefined) return parser.unexpected("a verdict");
  const data = [VERDICTS[verdict], SEVERITIES[severity], ...utf8(name ?? "")];
  const shown = [
    ...(name === undefined ? [] : [`name=${JSON.stringify(name)}`]),
    `verdict=${verdict}`,
    `severity=${severity}`,
    ...(meter === undefined ? [] : [`meter=${JSON.stringify(meter)}`]),
  ];
  return {
    format: () => `log(${shown.join(", ")});`,
    lower: (context) => {
      const id = meter === undefined ? undefined : context.numbers.meter(meter);
      return [control(context, "log", { data, meter: id })];
    },
  };
}

function takeOne<T extends object>(parser: ActionParser, table: T, expected: string): (keyof T & string) | undefined {
  const name = parser.is("id") ? parser.lexer.text : undefined;
  if (name === undefined || !Object.hasOwn(table, name)) {
    return parser.unexpected(`${expected} (${Object.keys(table).join(", ")})`);
  }
  parser.lexer.next();
  return name as keyof T & string;
}

/** Text as UTF-8, without any API of a platform. */
export function utf8(text: string): number[] {
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return out;
}

/** Events by name, with the options that each takes. */
const EVENTS = { empty_lb_backends: { id: 0, options: { vip: 1, protocol: 2, load_balancer: 3 } } } as const;

/** What the values of an event's options look like. */
const EVENT_VALUES = {
  vip: /^(\d+(\.\d+){3}|\[[\da-fA-F:.]+\])(:\d{1,5})?$/,
  protocol: /^(tcp|udp|sctp)$/,
  load_balancer: /^[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/,
} as const;

/** `trigger_event(event="empty_lb_backends", OPTION="...", ...)`. */
function parseEvent(parser: ActionParser): BuiltAction | undefined {
  if (!parser.expect("(") || !parser.expectKey("event")) return undefined;
  const { start, end } = parser.lexer;
  const name = parser.takeString("the name of an event");
  if (name === undefined) return undefined;
  if (!Object.hasOwn(EVENTS, name)) return parser.fail(`no event is called ${JSON.stringify(name)}`, start, end);
  const event = EVENTS[name as keyof typeof EVENTS];
  const options: { readonly key: keyof typeof event.options; readonly value: string }[] = [];
  parser.match(",");
  while (!parser.match(")")) {
    const key = takeOne(parser, event.options, "an option");
    const at = parser.expect("=") ? { start: parser.lexer.start, end: parser.lexer.end } : undefined;
    const value = at && parser.takeString("a string");
    if (key === undefined || value === undefined) return undefined;
    if (!EVENT_VALUES[key].test(value))
      return parser.fail(`invalid value of ${key}: ${JSON.stringify(value)}`, at!.start, at!.end);
    options.push({ key, value });
    parser.match(",");
  }
  const data = bytes((out) => {
    out.u32(event.id);
    for (const { key, value } of options) {
      const text = utf8(value);
      out.u16(event.options[key]);
      out.u16(text.length);
      out.put(text);
    }
  });
  return {
    format: () =>
      `trigger_event(event = ${JSON.stringify(name)}${options.map(({ key, value }) => `, ${key} = ${JSON.stringify(value)}`).join("")});`,
    lower: (context: LowerContext) => [control(context, "event", { data })],
  };
}
