import { createDiagnostic, type MacBinding, parseMac, type StaticMacBinding } from "@ovn-sim/model";
import { FIELDS } from "../openflow/field-table.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { type LogicalFeatures, logicalFeaturesOf } from "../release/logical-features.ts";
import { setBits, setFlag, whole } from "./actions/emit.ts";
import { type IpAddress, parseIp } from "./endpoint.ts";
import type { RowContext } from "./row-context.ts";

/** Learned bindings lie between static ones that give way to them and those that do not. */
const PRIORITY = { learned: 100, staticLow: 50, staticHigh: 150 } as const;

const ARP_REPLY = 2;
const ICMPV6 = 58;
const ADVERTISEMENT = 136;

/** Bindings of addresses to MAC addresses: what `get_arp`, `lookup_arp`, `get_nd` and `lookup_nd` find. */
export function lowerMacBindings(context: RowContext): void {
  const { MAC_Binding, Static_MAC_Binding } = context.view.cluster.southbound.tables;
  for (const row of MAC_Binding.values()) lowerBinding(context, "MAC_Binding", row, PRIORITY.learned);
  for (const row of Static_MAC_Binding.values()) {
    lowerBinding(
      context,
      "Static_MAC_Binding",
      row,
      row.override_dynamic_mac ? PRIORITY.staticHigh : PRIORITY.staticLow,
    );
  }
}

function lowerBinding(
  context: RowContext,
  table: "MAC_Binding" | "Static_MAC_Binding",
  row: MacBinding | StaticMacBinding,
  priority: number,
): void {
  const { view, profile, flows, report } = context;
  const { southbound } = view.cluster;
  const port = southbound.portByName.get(row.logical_port);
  const datapath = port && view.localDatapaths.get(port.datapath);
  if (port === undefined || datapath === undefined) return;
  const mac = parseMac(row.mac);
  const ip = parseIp(row.ip);
  if (mac === undefined || ip === undefined) {
    const column = mac === undefined ? "mac" : "ip";
    const message = `found ${JSON.stringify(row[column])}, expected ${column === "mac" ? "a MAC address" : "an IP address"}`;
    report(createDiagnostic("OVN4507", { file: southbound.file, table, row: row.uuid, column }, message));
    return;
  }
  const features = logicalFeaturesOf(profile);
  const origin = { table, uuid: row.uuid };
  const found = setFlag("lookupMac", true);
  const { macBinding, macLookup, macCacheUse } = profile.tables;
  const base = () => new MatchBuilder().set(FIELDS.metadata, datapath.key);

  const wanted = base()
    .set(FIELDS.reg15, port.tunnel_key)
    .set(ip.family === 4 ? FIELDS.reg0 : FIELDS[features.ndLookupRegister], ip.words);
  flows.add(macBinding, priority, wanted.build(), [setBits(whole(FIELDS.dl_dst), mac), found], origin);

  const from = () => base().set(FIELDS.reg14, port.tunnel_key).set(FIELDS.dl_src, mac);
  flows.add(macLookup, priority, matchAnnouncement(from(), ip).build(), [found], origin);
  if (table === "Static_MAC_Binding") return;
  for (const match of matchesUse(from, ip, features.bindingUse))
    flows.add(macCacheUse, priority, match.build(), [], origin);
}

/** ARP of the address, or neighbour discovery with the address in the register of lookups. */
function matchAnnouncement(match: MatchBuilder, { family, words }: IpAddress): MatchBuilder {
  if (family === 4) return match.protocol("arp").set(FIELDS.reg0, words);
  return match.protocol("ipv6").set(FIELDS.nw_proto, ICMPV6).set(FIELDS.icmpv6_code, 0).set(FIELDS.xxreg0, words);
}

/** Traffic that shows a binding to be in use: packets from the address, and replies to who asks for it. */
function matchesUse(
  from: () => MatchBuilder,
  { family, words }: IpAddress,
  use: LogicalFeatures["bindingUse"],
): MatchBuilder[] {
  if (family === 4) {
    const traffic = from().protocol("ip").set(FIELDS.nw_src, words);
    const reply = from().protocol("arp").set(FIELDS.arp_op, ARP_REPLY).set(FIELDS.arp_spa, words);
    return use === "traffic" ? [traffic] : [reply, traffic];
  }
  const traffic = from().protocol("ipv6").set(FIELDS.ipv6_src, words);
  if (use !== "traffic-and-replies") return [traffic];
  const reply = from().protocol("icmp6").set(FIELDS.icmpv6_type, ADVERTISEMENT).set(FIELDS.icmpv6_code, 0);
  return [reply.set(FIELDS.nd_target, words), traffic];
}
