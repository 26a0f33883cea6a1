import { createDiagnostic, type MaskedWords, type PortBinding, type Words } from "@ovn-sim/model";
import { portBook } from "../chassis/index.ts";
import type { Action } from "../openflow/action.ts";
import { FIELDS } from "../openflow/field-table.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import { resubmit, setFlag } from "./actions/emit.ts";
import { parsePortSecurity, type PortSecurity } from "./port-security.ts";
import type { RowContext } from "./row-context.ts";

/** What a port may send is checked in two tables, the second for ARP and neighbour discovery; what it may receive in one. */
type Direction = "in" | "neighbour" | "out";

/** The flows of one port; a later one with the same match does not count. */
type Port = {
  readonly context: RowContext;
  readonly row: PortBinding;
  readonly datapathKey: number;
  /** Neighbour discovery is checked as closely as ARP. */
  readonly isStrict: boolean;
};

const ALLOW: readonly Action[] = [setFlag("checkPortSecurity", false)];
const DENY: readonly Action[] = [setFlag("checkPortSecurity", true)];

const EXACT_MAC: Words = [0xffff, 0xffffffff];
const ZERO_MAC: Words = [0, 0];
const UDP = 17;
const ND = { solicitation: 135, advertisement: 136, hopLimit: 255 } as const;
const MLD = { report: 131, reportV2: 143 } as const;
const BROADCAST: Words = [0xffffffff];
const MULTICAST4: MaskedWords = { value: [0xe0000000], mask: [0xf0000000] };
const MULTICAST6: MaskedWords = { value: [0xff000000, 0, 0, 0], mask: [0xff000000, 0, 0, 0] };
const LINK_MULTICAST6: MaskedWords = { value: [0xff020000, 0, 0, 0], mask: [0xffff0000, 0, 0, 0] };
const DHCP = { client: 68, server: 67 } as const;

/**
 * What ports of this chassis may send and receive: what `check_in_port_sec` and `check_out_port_sec`
 * find (ovn-nb(5), Logical_Switch_Port `port_security`).
 */
export function lowerPortSecurity(context: RowContext): void {
  const { view, profile } = context;
  const { strictPortSecurity } = logicalFeaturesOf(profile);
  const book = portBook(view.cluster);
  const home = book.numberOfChassis(view.chassis);
  for (const [uuid, { key }] of view.localDatapaths) {
    for (const number of book.onDatapath(uuid).numbers) {
      if (book.homes[number] !== home) continue;
      const row = book.rows.at(number);
      if (row.port_security.length === 0) continue;
      lowerPort({ context, row, datapathKey: key, isStrict: strictPortSecurity });
    }
  }
}

function lowerPort(port: Port): void {
  const { row, context } = port;
  const { file } = context.view.cluster.southbound;
  const place = { file, table: "Port_Binding", row: row.uuid, column: "port_security" };
  const report = (message: string, hint: string): void =>
    context.report(createDiagnostic("OVN4506", place, message, hint));
  let isChecked = false;
  for (const entry of row.port_security) {
    const allowed = parsePortSecurity(entry, { vrrp: port.isStrict });
    if ("expected" in allowed) {
      report(
        `found ${JSON.stringify(allowed.found)} in ${JSON.stringify(entry)}, expected ${allowed.expected}`,
        "the entry does not count",
      );
      continue;
    }
    if (allowed.ignored !== undefined) {
      report(
        `found ${JSON.stringify(allowed.ignored)} in ${JSON.stringify(entry)}, expected an IP address`,
        "the rest of the entry does not count",
      );
    }
    isChecked = true;
    lowerEntry(port, allowed);
  }
  if (isChecked) lowerDefaults(port);
}

function match({ row, datapathKey }: Port, direction: Direction): MatchBuilder {
  const register = direction === "out" ? FIELDS.reg15 : FIELDS.reg14;
  return new MatchBuilder().set(FIELDS.metadata, datapathKey).set(register, row.tunnel_key);
}

function add(
  port: Port,
  direction: Direction,
  priority: number,
  builder: MatchBuilder,
  actions: readonly Action[],
): void {
  const { checkInPortSecurity, checkInPortSecurityNd, checkOutPortSecurity } = port.context.profile.tables;
  const table =
    direction === "in" ? checkInPortSecurity : direction === "out" ? checkOutPortSecurity : checkInPortSecurityNd;
  port.context.flows.add(table, priority, builder.build(), actions, { table: "Port_Binding", uuid: port.row.uuid });
}

/** Leaves the verdict to the table for ARP and neighbour discovery. */
function checkNeighbour(port: Port): readonly Action[] {
  return [resubmit(port.context.profile.tables.checkInPortSecurityNd)];
}

function lowerEntry(port: Port, allowed: PortSecurity): void {
  const { mac, vrrp4, vrrp6, ip4, ip6 } = allowed;
  const isVrrp = vrrp4.length > 0 || vrrp6.length > 0;
  const self: readonly MaskedWords[] = [{ value: mac, mask: EXACT_MAC }];
  const [senders4, senders6] = isVrrp ? [vrrp4, vrrp6] : [self, self];
  const senders = isVrrp ? [...vrrp4, ...vrrp6] : self;
  if (ip4.length === 0 && ip6.length === 0) for (const sender of senders) addAnySender(port, sender);
  if (ip4.length > 0) for (const sender of senders4) addIp4Senders(port, sender, allowed);
  if (ip4.length > 0 || ip6.length === 0) addArp(port, allowed, isVrrp);
  if (ip6.length > 0) for (const sender of senders6) addIp6Senders(port, sender, allowed);
  addNeighbourDiscovery(port, allowed, isVrrp);
  for (const receiver of senders) addAnyReceiver(port, receiver);
  if (ip4.length === 0 && ip6.length === 0) return;
  for (const receiver of senders4) addIp4Receivers(port, receiver, allowed);
  for (const receiver of senders6) addIp6Receivers(port, receiver, allowed);
}

function lowerDefaults(port: Port): void {
  add(port, "in", 80, match(port, "in"), DENY);
  add(port, "in", 95, match(port, "in").protocol("arp"), checkNeighbour(port));
  add(port, "neighbour", 80, match(port, "neighbour").protocol("arp"), DENY);
  const nd = (type: number) =>
    match(port, "neighbour").protocol("icmp6").set(FIELDS.nw_ttl, ND.hopLimit).set(FIELDS.icmpv6_type, type);
  add(port, "neighbour", 80, nd(ND.advertisement), DENY);
  add(port, "neighbour", 80, nd(ND.solicitation), port.isStrict ? DENY : ALLOW);
  add(port, "out", 80, match(port, "out"), DENY);
}

function from(port: Port, { value, mask }: MaskedWords): MatchBuilder {
  return match(port, "in").setMasked(FIELDS.dl_src, value, mask);
}

function addAnySender(port: Port, sender: MaskedWords): void {
  add(port, "in", 90, from(port, sender), checkNeighbour(port));
}

/** The addresses as sources, and requests for one by DHCP. */
function addIp4Senders(port: Port, sender: MaskedWords, { ip4 }: PortSecurity): void {
  for (const { value, mask } of ip4) {
    add(port, "in", 90, from(port, sender).protocol("ip").setMasked(FIELDS.nw_src, value, mask), ALLOW);
  }
  const request = from(port, sender)
    .protocol("ip")
    .set(FIELDS.nw_src, 0)
    .set(FIELDS.nw_dst, BROADCAST)
    .set(FIELDS.nw_proto, UDP);
  add(port, "in", 90, request.set(FIELDS.udp_src, DHCP.client).set(FIELDS.udp_dst, DHCP.server), ALLOW);
}

/** ARP in the name of the port's own address, or of a virtual router. */
function addArp(port: Port, { mac, ip4, vrrp4 }: PortSecurity, isVrrp: boolean): void {
  const hardware: readonly MaskedWords[] = [...(isVrrp ? [] : [{ value: mac, mask: EXACT_MAC }]), ...vrrp4];
  const arp = () => match(port, "neighbour").set(FIELDS.dl_src, mac).protocol("arp");
  for (const { value, mask } of hardware) {
    if (ip4.length === 0) add(port, "neighbour", 90, arp().setMasked(FIELDS.arp_sha, value, mask), ALLOW);
    for (const ip of ip4) {
      const builder = arp().setMasked(FIELDS.arp_spa, ip.value, ip.mask).setMasked(FIELDS.arp_sha, value, mask);
      add(port, "neighbour", 90, builder, ALLOW);
    }
  }
}

/** The addresses and the link-local one as sources; the unspecified one for multicast membership and probes. */
function addIp6Senders(port: Port, sender: MaskedWords, { ip6 }: PortSecurity): void {
  for (const { value, mask } of [...ip6, linkLocal(sender)]) {
    add(
      port,
      "in",
      90,
      from(port, sender).protocol("ipv6").setMasked(FIELDS.ipv6_src, value, mask),
      checkNeighbour(port),
    );
  }
  for (const type of [MLD.report, MLD.reportV2, ND.solicitation]) {
    const builder = from(port, sender)
      .protocol("icmp6")
      .set(FIELDS.ipv6_src, 0)
      .setMasked(FIELDS.ipv6_dst, LINK_MULTICAST6.value, LINK_MULTICAST6.mask)
      .set(FIELDS.icmpv6_type, type)
      .set(FIELDS.icmpv6_code, 0);
    add(port, "in", 90, builder, type === ND.solicitation ? checkNeighbour(port) : ALLOW);
  }
}

/** Solicitations and advertisements in the name of the port's own address, or of a virtual router. */
function addNeighbourDiscovery(port: Port, { mac, ip6, vrrp6 }: PortSecurity, isVrrp: boolean): void {
  const hardware: readonly MaskedWords[] = [
    { value: ZERO_MAC, mask: EXACT_MAC },
    ...(isVrrp ? [] : [{ value: mac, mask: EXACT_MAC }]),
    ...vrrp6,
  ];
  /** A lenient port checks the sender of an advertisement of its own addresses alone, and there not the hop limit. */
  const nd = (type: number, isOwn: boolean) => {
    const builder = match(port, "neighbour").protocol("icmp6").set(FIELDS.icmpv6_type, type).set(FIELDS.icmpv6_code, 0);
    if (port.isStrict || isOwn) builder.set(FIELDS.dl_src, mac);
    if (port.isStrict || !isOwn) builder.set(FIELDS.nw_ttl, ND.hopLimit);
    return builder;
  };
  const automatic = { ...linkLocal({ value: mac, mask: EXACT_MAC }), mask: EXACT_IP6 };
  for (const { value, mask } of hardware) {
    const advertisement = (isOwn: boolean) => nd(ND.advertisement, isOwn).setMasked(FIELDS.nd_tll, value, mask);
    add(port, "neighbour", 90, nd(ND.solicitation, false).setMasked(FIELDS.nd_sll, value, mask), ALLOW);
    if (ip6.length === 0) add(port, "neighbour", 90, advertisement(false), ALLOW);
    for (const target of ip6.length === 0 ? [] : [automatic, ...ip6]) {
      const builder = advertisement(target !== automatic).setMasked(FIELDS.nd_target, target.value, target.mask);
      add(port, "neighbour", 90, builder, ALLOW);
    }
  }
}

const EXACT_IP6: Words = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];

function to(port: Port, { value, mask }: MaskedWords): MatchBuilder {
  return match(port, "out").setMasked(FIELDS.dl_dst, value, mask);
}

function addAnyReceiver(port: Port, receiver: MaskedWords): void {
  add(port, "out", 85, to(port, receiver), ALLOW);
}

function addIp4Receivers(port: Port, receiver: MaskedWords, { ip4 }: PortSecurity): void {
  add(port, "out", 90, to(port, receiver).protocol("ip"), DENY);
  if (ip4.length === 0) return;
  const single = (value: Words): MaskedWords => ({ value, mask: BROADCAST });
  const own = ip4.flatMap((ip) => (ip.broadcast === undefined ? [ip] : [ip, single(ip.broadcast)]));
  for (const { value, mask } of [...own, single(BROADCAST), MULTICAST4]) {
    add(port, "out", 95, to(port, receiver).protocol("ip").setMasked(FIELDS.nw_dst, value, mask), ALLOW);
  }
}

function addIp6Receivers(port: Port, receiver: MaskedWords, { ip6 }: PortSecurity): void {
  add(port, "out", 90, to(port, receiver).protocol("ipv6"), DENY);
  if (ip6.length === 0) return;
  for (const { value, mask } of [...ip6, linkLocal(receiver), MULTICAST6]) {
    add(port, "out", 95, to(port, receiver).protocol("ipv6").setMasked(FIELDS.ipv6_dst, value, mask), ALLOW);
  }
}

/** The link-local address of a MAC address, as far as the mask fixes it (RFC 4291, appendix A). */
function linkLocal({ value, mask }: MaskedWords): MaskedWords {
  const [upper = 0, lower = 0] = value;
  const address = [
    0xfe800000,
    0,
    (((upper ^ 0x0200) << 16) | ((lower >>> 16) & 0xff00) | 0xff) >>> 0,
    (0xfe000000 | (lower & 0xffffff)) >>> 0,
  ];
  const lowMask = (0xff000000 | mask[1]!) >>> 0;
  return { value: address, mask: [0xffffffff, 0xffffffff, 0xffffffff, lowMask] };
}
