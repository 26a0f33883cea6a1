import { type ClusterPort, createDiagnostic, isIpv6 } from "@ovn-sim/model";
import type { TunnelType, ViewPort } from "../chassis/index.ts";
import { encodeActions } from "../logical/wire/encode-actions.ts";
import { type Action, FIELDS, type FieldName, type MatchBuilder, subfield } from "../openflow/index.ts";
import type { PhysicalFeatures } from "../release/index.ts";
import { load, resubmit, setField } from "./actions.ts";
import { type PhysicalContext, portSource, type TunnelSelection } from "./context.ts";

/** Bytes that a type of tunnel adds before the outer IP header. */
const TUNNEL_OVERHEAD = { geneve: 38, stt: 18, vxlan: 30 } as const satisfies Record<TunnelType, number>;

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const ETHERNET_HEADER_AND_FCS = 18;

/** `reg9[1]`: the packet does not fit (ovn-northd(8), Ingress Table "Check packet length"). */
const TOO_LARGE = subfield("reg9", 1, 1);

/** The opcodes by which ovn-controller makes an ICMP error, and sets the MTU in one. */
const ICMP_OPCODE = 10;

/** What differs between the two errors: their type, code and field for the MTU. */
const IP_VERSIONS = {
  ip: { icmpType: 3, icmpCode: 4, mtuOpcode: 13, noteType: 0, mtuBytes: 2 },
  ipv6: { icmpType: 2, icmpCode: 0, mtuOpcode: 21, noteType: 1, mtuBytes: 4 },
} as const;

type IpVersion = keyof typeof IP_VERSIONS;

/**
 * Packets of a port on several chassis go by tunnels even where a physical network would take them; those that
 * do not fit there are answered with an ICMP error. Only a chassis that knows the MTU of the port's interface,
 * which is in dumps of its database and not in the files, can tell.
 */
export function lowerPathMtu(
  context: PhysicalContext,
  to: ViewPort,
  from: ClusterPort,
  selections: readonly TunnelSelection[],
): void {
  const interfaceHere = context.view.interfaces.get(from.name);
  if (interfaceHere === undefined) return;
  const overhead = Math.max(
    ...selections.map(
      ({ tunnel }) => TUNNEL_OVERHEAD[tunnel.type] + (isIpv6(tunnel.remoteIp) ? IPV6_HEADER : IPV4_HEADER),
    ),
  );
  const { mtu } = interfaceHere;
  if (mtu === undefined) return noteUnknownMtu(context, from);
  for (const version of ["ip", "ipv6"] as const) {
    for (const direction of ["inport", "outport"] as const) {
      lowerCheck(context, { to, from, version, direction, mtu: mtu - overhead });
    }
  }
}

type Check = {
  readonly to: ViewPort;
  readonly from: ClusterPort;
  readonly version: IpVersion;
  readonly direction: "inport" | "outport";
  readonly mtu: number;
};

function lowerCheck(context: PhysicalContext, { to, from, version, direction, mtu }: Check): void {
  const { tables, registers } = context;
  const source = portSource(to.port.row);
  const packets = (): MatchBuilder =>
    context.matchDatapath(to.datapath.key).protocol(version).setSubfield(registers[direction], from.row.tunnel_key);
  const measure: Action = { kind: "check_pkt_larger", length: mtu, dst: TOO_LARGE };
  context.addShared(
    tables.largePacketDetect,
    100,
    packets().build(),
    [measure, resubmit(tables.largePacketProcess)],
    source,
  );

  const userdata = [0, 0, 0, ICMP_OPCODE, 0, 0, 0, 0, ...replyBytes(context, version, mtu - ETHERNET_HEADER_AND_FCS)];
  const reply: Action = { kind: "controller", args: { userdata, pause: true } };
  context.addShared(tables.largePacketProcess, 100, packets().setSubfield(TOO_LARGE, 1).build(), [reply], source);
}

/** What the controller does with its ICMP error: turn it round and send it to the ingress pipeline. */
function replyBytes(context: PhysicalContext, version: IpVersion, mtu: number): number[] {
  const { registers, tables } = context;
  const { icmpType, icmpCode } = IP_VERSIONS[version];
  const addresses = version === "ip" ? (["nw_dst", "nw_src"] as const) : (["ipv6_dst", "ipv6_src"] as const);
  const prefix = version === "ip" ? "icmp" : "icmpv6";
  const before: Action[] = [
    load(0, TOO_LARGE),
    load(1, context.flag("allowLoopback")),
    ...swap(registers.inport.field.name as FieldName, registers.outport.field.name as FieldName),
    ...swap("dl_dst", "dl_src"),
    ...swap(addresses[0], addresses[1]),
  ];
  const after: Action[] = [
    setField(`${prefix}_type`, icmpType),
    setField(`${prefix}_code`, icmpCode),
    mtuAction(context.profile.physical, version, mtu),
    resubmit(tables.logicalIngress),
  ];
  return [...bytesOf(before), ...SET_TTL_255, ...bytesOf(after)];
}

/** OpenFlow's own action for the TTL (1.5, section 7.2.6.6), which no other flow of OVN has. */
const SET_TTL_255 = [0, 23, 0, 8, 255, 0, 0, 0];

function swap(left: FieldName, right: FieldName): Action[] {
  const sides = [subfield(FIELDS[left]), subfield(FIELDS[right])];
  return [
    ...sides.map((src): Action => ({ kind: "push", src })),
    ...sides.map((dst): Action => ({ kind: "pop", dst })),
  ];
}

function mtuAction(features: PhysicalFeatures, version: IpVersion, mtu: number): Action {
  const { mtuOpcode, noteType, mtuBytes } = IP_VERSIONS[version];
  const value = mtuBytes === 2 ? [mtu >>> 8, mtu & 0xff] : [0, 0, mtu >>> 8, mtu & 0xff];
  if (features.fragMtu === "controller") {
    return { kind: "controller", args: { userdata: [0, 0, 0, mtuOpcode, 0, 0, 0, 0, ...value], pause: true } };
  }
  return { kind: "note", bytes: [...NOTE_MAGIC, 0, noteType, 0, 0, ...value] };
}

/** "ovn" and a zero; the type of the field and two bytes of padding follow. */
const NOTE_MAGIC = [0x6f, 0x76, 0x6e, 0];

function bytesOf(actions: readonly Action[]): readonly number[] {
  const encoded = encodeActions(actions);
  if (!encoded.ok) throw new Error(`no encoding for ${encoded.unencodable.join(", ")}`);
  return encoded.bytes;
}

function noteUnknownMtu(context: PhysicalContext, port: ClusterPort): void {
  context.noteOnce(`MTU of ${port.name}`, () => {
    const place = { table: "Port_Binding", row: port.row.uuid, chassis: context.view.name };
    const message = `the MTU of the interface of ${port.name} is not at hand: flows that answer its packets that do not fit a tunnel are left out`;
    const hint = "Interface.mtu is in ovsdb-client dump, not in database files";
    return createDiagnostic("OVN5014", place, message, hint);
  });
}
