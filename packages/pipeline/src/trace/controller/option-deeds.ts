import { formatIpv4, formatIpv6 } from "@ovn-sim/model";
import { createByteReader } from "../../logical/wire/byte-reader.ts";
import { FIELDS, readField, readWords, subfield, writeSubfield, writeWords } from "../../openflow/index.ts";
import { ETH, PROTO, put } from "./made-packet.ts";
import { type Call, type Deed, readAnswerPlace, type Sent } from "./punt.ts";

type Answer = NonNullable<ReturnType<typeof readAnswerPlace>>;

const UNREADABLE: Deed = { text: "gets a question whose place for the answer cannot be read" };

/** Gives the packet back with the answer's bit set or cleared. `change` makes of it what goes on instead. */
function giveBack(
  call: Call,
  { place }: Answer,
  answer: 0 | 1,
  isAnother: boolean,
  change?: (key: Uint32Array) => void,
): Sent {
  const key = call.key.slice();
  change?.(key);
  writeSubfield(key, place, answer);
  return { kind: "resume", key, isAnother };
}

function asks(call: Call, then: (answer: Answer) => Deed): Deed {
  const answer = readAnswerPlace(call.data);
  return answer === undefined ? UNREADABLE : then(answer);
}

/** DHCPv4: the packet becomes the server's answer (RFC 2131, 4.3.1). Ends and ports are exchanged by the flows that follow. */
export function answerDhcp(call: Call): Deed {
  return asks(call, (answer) => {
    const { key, cluster } = call;
    const reader = createByteReader(answer.rest);
    const offered = reader.words(4, 1);
    const isDhcp = readField(key, FIELDS.dl_type) === ETH.ipv4 && readField(key, FIELDS.nw_proto) === PROTO.udp;
    if (!isDhcp || reader.isShort)
      return { text: "finds no DHCP request in the packet", sent: giveBack(call, answer, 0, false) };
    const named = new Map([...cluster.southbound.tables.DHCP_Options.values()].map((row) => [row.code, row]));
    const told: string[] = [];
    while (reader.left >= 2) {
      const code = reader.u8();
      const value = reader.take(reader.u8());
      const row = named.get(code);
      told.push(`${row?.name ?? `option ${code}`} ${formatOption(row?.type ?? "", value)}`);
    }
    return {
      text: `answers DHCP with an offer of ${formatIpv4(offered)}${told.length === 0 ? "" : ` (${told.join(", ")})`}`,
      sent: giveBack(call, answer, 1, true, (sent) => writeWords(sent, subfield("nw_dst"), offered)),
      assumption: "the DHCP packet is taken to be a DISCOVER that does not ask for a broadcast answer",
    };
  });
}

/** A value by the type that the Southbound's DHCP_Options gives it (ovn-sb(5)). */
function formatOption(type: string, bytes: readonly number[]): string {
  const reader = createByteReader(bytes);
  switch (type) {
    case "ipv4":
    case "static_routes":
      if (bytes.length === 0 || bytes.length % 4 !== 0) break;
      return Array.from({ length: bytes.length / 4 }, () => formatIpv4(reader.words(4, 1))).join(" ");
    case "bool":
    case "uint8":
    case "uint16":
    case "uint32":
      return String(reader.words(bytes.length, 1)[0]);
    case "str":
      return printable(bytes);
    default:
      break;
  }
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Text as it is, but for characters that are none. */
export function printable(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}

const IA_ADDRESS = 5;

/** DHCPv6: the packet becomes the server's answer; its header stays (RFC 8415). */
export function answerDhcpv6(call: Call): Deed {
  return asks(call, (answer) => {
    const reader = createByteReader(answer.rest);
    let address: string | undefined;
    while (reader.left >= 4) {
      const code = reader.u16();
      const value = reader.take(reader.u16());
      if (code === IA_ADDRESS && value.length === 16) address = formatIpv6(createByteReader(value).words(16, 4));
    }
    return {
      text: `answers DHCPv6 with ${address === undefined ? "its options" : `the address ${address}`}`,
      sent: giveBack(call, answer, 1, true),
      assumption: "the DHCPv6 packet is taken to be a SOLICIT that asks for an address",
    };
  });
}

const ADVERTISEMENT = 134;
const SOLICITATION = 133;
const RA_HEADER = 16;
const PREFIX = 3;
/** ff02::1, which ovn-controller writes for an unspecified source. */
const ALL_NODES = [0xff02_0000, 0, 0, 1];

/** The router solicitation becomes an advertisement: RFC 4861, 6.2.6. */
export function advertiseRouter(call: Call): Deed {
  return asks(call, (answer) => {
    const { key } = call;
    if (readField(key, FIELDS.nw_proto) !== PROTO.icmpv6 || readField(key, FIELDS.icmpv6_type) !== SOLICITATION)
      return { text: "finds no router solicitation in the packet", sent: giveBack(call, answer, 0, false) };
    const prefix = prefixOf(answer.rest);
    return {
      text: `answers with a router advertisement${prefix === undefined ? "" : ` of ${prefix}`}`,
      sent: giveBack(call, answer, 1, true, (sent) => {
        put(sent, "icmpv6_type", ADVERTISEMENT);
        if (readWords(sent, subfield("ipv6_src")).every((word) => word === 0))
          writeWords(sent, subfield("ipv6_src"), ALL_NODES);
      }),
    };
  });
}

function prefixOf(advertisement: readonly number[]): string | undefined {
  const reader = createByteReader(advertisement.slice(RA_HEADER));
  while (reader.left >= 8) {
    const type = reader.u8();
    const length = reader.u8() * 8;
    if (length === 0) return undefined;
    const value = reader.take(length - 2);
    if (type === PREFIX) return `${formatIpv6(createByteReader(value.slice(14)).words(16, 4))}/${value[0]}`;
  }
  return undefined;
}

/** The name that is asked for is not in a packet as a trace knows it, so nothing is found. */
export function lookUpName(call: Call): Deed {
  return asks(call, (answer) => ({
    text: "looks the DNS name up among the switch's records, and lets the query pass when it has none",
    sent: giveBack(call, answer, 0, false),
    assumption: "the name that the DNS query asks for is not known: no record answers it",
  }));
}

export function checkRelayRequest(call: Call): Deed {
  return asks(call, (answer) => ({
    text: `checks the DHCP request for its relay ${relayOf(answer.rest)}`,
    sent: giveBack(call, answer, 1, false),
    assumption: "the DHCP request has come through no relay yet",
  }));
}

export function checkRelayResponse(call: Call): Deed {
  return asks(call, ({ rest }) => ({
    text: `checks the DHCP answer for its relay ${relayOf(rest)}, and sends it to the address in it, which a trace does not hold: it is not followed`,
  }));
}

function relayOf(bytes: readonly number[]): string {
  const reader = createByteReader(bytes);
  const [relay, server] = [reader.words(4, 1), reader.words(4, 1)];
  return `${formatIpv4(relay)} to the server ${formatIpv4(server)}`;
}
