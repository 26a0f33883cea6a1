import { createDiagnostic, type LoadBalancer, type Uuid } from "@ovn-sim/model";
import type { Action, LearnSpec } from "../openflow/action.ts";
import type { Field } from "../openflow/field.ts";
import { FIELDS } from "../openflow/field-table.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { logicalFeaturesOf } from "../release/logical-features.ts";
import { flagBit, setFlag, SNAT_ZONE } from "./actions/emit.ts";
import { matchEthType, matchField, matchSame, matchValue } from "./actions/learn.ts";
import { cookieOf } from "../chassis/index.ts";
import { type Endpoint, type IpAddress, parseEndpoint, parseIp } from "./endpoint.ts";
import type { RowContext } from "./row-context.ts";
import { type Expanded, expandTemplates, templateVariables } from "./template.ts";

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;
type L4 = keyof typeof PROTOCOLS;

const HAIRPIN_PRIORITY = 100;
const SNAT_PRIORITY = { general: 100, ofDatapath: 200 } as const;
/** A VIP without a port gives way to one with. */
const WITHOUT_PORT = 10;

/** A load balancer as far as hairpins are about it. */
type Balancer = {
  readonly row: LoadBalancer;
  readonly protocol: L4;
  /** What replies are sent to instead of the VIP (`options:hairpin_snat_ip`). */
  readonly snatIps: { readonly 4: IpAddress | undefined; readonly 6: IpAddress | undefined };
  /** The original destination is in registers; else conntrack is asked for it. */
  readonly hasOriginalTuple: boolean;
};

/**
 * Packets that a load balancer sends back to the backend that they came from: they are recognised,
 * get another source address, and their replies find the way back (ovn-northd(8), "Pre-Hairpin").
 */
export function lowerHairpins(context: RowContext): void {
  const { southbound } = context.view.cluster;
  const { Load_Balancer } = southbound.tables;
  const variables = templateVariables(southbound, context.view.name);
  for (const row of Load_Balancer.values()) {
    if (!datapathsOf(context, row, true).some((uuid) => context.view.localDatapaths.has(uuid))) continue;
    const balancer = readBalancer(context, row);
    for (const vip of row.vips) {
      const [key, value] = vip.map((text) => expandTemplates(text, variables)) as [Expanded, Expanded];
      if (key.ok && value.ok) lowerVip(context, balancer, key.text, value.text);
    }
  }
}

/** The datapaths of a load balancer: those of routers have a group of their own. */
function datapathsOf(context: RowContext, row: LoadBalancer, withRouters: boolean): readonly Uuid[] {
  const { southbound } = context.view.cluster;
  const groups = [row.datapath_group, row.ls_datapath_group, ...(withRouters ? [row.lr_datapath_group] : [])];
  return [
    ...row.datapaths,
    ...groups.flatMap((uuid) => (uuid === undefined ? [] : (southbound.dpGroup(uuid)?.datapaths ?? []))),
  ];
}

function readBalancer(context: RowContext, row: LoadBalancer): Balancer {
  const { hairpinOriginalTupleOption } = logicalFeaturesOf(context.profile);
  return {
    row,
    protocol: row.protocol === "udp" || row.protocol === "sctp" ? row.protocol : "tcp",
    snatIps: readSnatIps(context, row),
    hasOriginalTuple: !hairpinOriginalTupleOption || row.options.get("hairpin_orig_tuple") === "true",
  };
}

/** At most one address of each family; what comes behind a word that is none does not count. */
function readSnatIps(context: RowContext, row: LoadBalancer): Balancer["snatIps"] {
  const text = row.options.get("hairpin_snat_ip");
  if (text === undefined) return { 4: undefined, 6: undefined };
  const words = text.trim().split(/\s+/).map(parseIp);
  const end = words.indexOf(undefined);
  const ips = (end < 0 ? words : words.slice(0, end)).filter((ip) => ip !== undefined);
  const [v4, v6] = [4, 6].map((family) => ips.filter((ip) => ip.family === family)) as [IpAddress[], IpAddress[]];
  if (ips.length > 0 && v4.length <= 1 && v6.length <= 1) return { 4: v4[0], 6: v6[0] };
  reportFault(context, row, "options", text, "an IPv4 or an IPv6 address, or one of both");
  return { 4: undefined, 6: undefined };
}

/** The backends of a VIP; those of another family, or with a port where the VIP has none, are left out. */
function readBackends(context: RowContext, row: LoadBalancer, vip: Endpoint, value: string): Endpoint[] {
  return value
    .split(",")
    .filter((text) => text !== "")
    .flatMap((text) => {
      const backend = parseEndpoint(text);
      const isFit = backend?.address.family === vip.address.family && (backend.port !== 0) === (vip.port !== 0);
      if (backend !== undefined && isFit) return [backend];
      reportFault(
        context,
        row,
        "vips",
        text,
        `an address of family ${vip.address.family} with${vip.port === 0 ? "out" : ""} a port`,
      );
      return [];
    });
}

function reportFault(
  { view, report }: RowContext,
  row: LoadBalancer,
  column: "vips" | "options",
  text: string,
  expected: string,
): void {
  const place = { file: view.cluster.southbound.file, table: "Load_Balancer", row: row.uuid, column };
  report(createDiagnostic("OVN4508", place, `found ${JSON.stringify(text)}, expected ${expected}`));
}

/** A VIP whose template variables have no value on this chassis is left out before. */
function lowerVip(context: RowContext, balancer: Balancer, key: string, value: string): void {
  const vip = parseEndpoint(key);
  if (vip === undefined) {
    reportFault(context, balancer.row, "vips", key, "an IP address and port");
    return;
  }
  const backends = readBackends(context, balancer.row, vip, value);
  for (const backend of backends) lowerBackend(context, balancer, vip, backend);
  lowerSourceNat(context, balancer, vip);
}

function protocolOf({ family }: IpAddress): "ip" | "ipv6" {
  return family === 4 ? "ip" : "ipv6";
}

/** A packet that was load-balanced to where it came from: it is marked, and its replies will be known. */
function lowerBackend(context: RowContext, balancer: Balancer, vip: Endpoint, backend: Endpoint): void {
  const { profile, flows, options } = context;
  const { address, port } = backend;
  const { row, protocol, hasOriginalTuple } = balancer;
  const [src, dst] = address.family === 4 ? [FIELDS.nw_src, FIELDS.nw_dst] : [FIELDS.ipv6_src, FIELDS.ipv6_dst];
  const match = new MatchBuilder().protocol(protocolOf(address)).set(src, address.words).set(dst, address.words);
  matchOriginal(match, context, balancer, vip.address);
  if (port !== 0) {
    match.set(FIELDS.nw_proto, PROTOCOLS[protocol]).set(FIELDS[`${protocol}_dst`], port);
    if (hasOriginalTuple) match.setMasked(FIELDS.reg2, vip.port, 0xffff);
    else match.set(FIELDS.ct_nw_proto, PROTOCOLS[protocol]).set(FIELDS.ct_tp_dst, vip.port);
  }
  match.setMasked(options.hairpinUsesCtMark ? FIELDS.ct_mark : FIELDS.ct_label, NATTED, NATTED);
  const actions = [setFlag("lookupLbHairpin", true), learnReply(context, balancer, vip, port !== 0)];
  flows.add(profile.tables.checkLbHairpin, HAIRPIN_PRIORITY, match.build(), actions, originOf(row));
}

/** The bit of the mark of load-balanced connections. */
const NATTED = 2;

/** Packets whose connection was to the VIP first. */
function matchOriginal(match: MatchBuilder, { options }: RowContext, balancer: Balancer, vip: IpAddress): MatchBuilder {
  if (balancer.hasOriginalTuple) return match.set(originalRegister(vip, options.registerConsolidation), vip.words);
  match.setMasked(FIELDS.ct_state, TRACKED | DST_NAT, TRACKED | DST_NAT);
  return match.set(vip.family === 4 ? FIELDS.ct_nw_dst : FIELDS.ct_ipv6_dst, vip.words);
}

const TRACKED = 0x20;
const DST_NAT = 0x80;

function originalRegister({ family }: IpAddress, isMoved: boolean): Field {
  if (family === 6) return FIELDS.xxreg1;
  return isMoved ? FIELDS.reg4 : FIELDS.reg1;
}

function learnReply(context: RowContext, balancer: Balancer, vip: Endpoint, hasPort: boolean): Action {
  const { protocol, row } = balancer;
  const { family } = vip.address;
  const target = balancer.snatIps[family] ?? vip.address;
  const specs: LearnSpec[] = [
    matchSame("metadata"),
    matchEthType(family),
    matchSame(family === 4 ? "nw_src" : "ipv6_src"),
    matchValue(family === 4 ? "nw_dst" : "ipv6_dst", target.words),
    ...(hasPort
      ? [matchValue("nw_proto", [PROTOCOLS[protocol]]), matchField(`${protocol}_src`, `${protocol}_dst`)]
      : [matchSame("nw_proto")]),
    { kind: "load_value", dst: flagBit("lookupLbHairpin"), value: [1] },
  ];
  const table = context.profile.tables.checkLbHairpinReply;
  return { kind: "learn", args: { table, flags: ["delete_learned"], cookie: cookieOf(row.uuid), specs } };
}

/** The source of a hairpinned packet becomes the VIP, or the address configured for it on each datapath. */
function lowerSourceNat(context: RowContext, balancer: Balancer, vip: Endpoint): void {
  const { view, profile, flows } = context;
  const { row, protocol, snatIps, hasOriginalTuple } = balancer;
  const own = snatIps[vip.address.family];
  const nat = { direction: "src", addressLow: (own ?? vip.address).words } as const;
  const actions: readonly Action[] = [{ kind: "ct", args: { commit: true, zone: SNAT_ZONE, nat } }];
  const match = matchOriginal(new MatchBuilder().protocol(protocolOf(vip.address)), context, balancer, vip.address);
  if (vip.port !== 0) {
    match.set(FIELDS.nw_proto, PROTOCOLS[protocol]);
    if (hasOriginalTuple) match.setMasked(FIELDS.reg2, vip.port, 0xffff);
    else match.set(FIELDS.ct_nw_proto, PROTOCOLS[protocol]).set(FIELDS.ct_tp_dst, vip.port);
  }
  const less = vip.port === 0 ? WITHOUT_PORT : 0;
  const { ctSnatHairpin } = profile.tables;
  if (own === undefined) {
    flows.add(ctSnatHairpin, SNAT_PRIORITY.general - less, match.build(), actions, originOf(row));
    return;
  }
  for (const uuid of datapathsOf(context, row, false)) {
    const datapath = view.localDatapaths.get(uuid);
    if (datapath === undefined) continue;
    const ofDatapath = match.set(FIELDS.metadata, datapath.key).build();
    flows.add(ctSnatHairpin, SNAT_PRIORITY.ofDatapath - less, ofDatapath, actions, originOf(row));
  }
}

function originOf({ uuid }: LoadBalancer): { readonly table: string; readonly uuid: Uuid } {
  return { table: "Load_Balancer", uuid };
}
