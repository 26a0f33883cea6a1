import { parseLogicalAddress, type Words } from "@ovn-sim/model";
import { isActivated, type ViewPort } from "../chassis/index.ts";
import { type Action, FIELDS, type Match } from "../openflow/index.ts";
import { resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { enterPortWithDefaultEncapId } from "./ingress-metadata.ts";

/** The opcode by which ovn-controller tells itself that a migrating port has spoken on its new chassis. */
const ACTIVATION_OPCODE = 26;

/**
 * A port that migrates to this chassis stays blocked both ways until its guest announces itself here
 * (ovn-nb(5), `options:activation-strategy`). Afterwards the Southbound says so and the blocks go.
 */
export function lowerActivation(context: PhysicalContext, { port, key, datapath }: ViewPort, ofport: number): void {
  const { view, tables, profile } = context;
  const { row } = port;
  if (!row.additional_chassis.includes(view.chassis.row.uuid)) return;
  if (isActivated(port, view.chassis)) return;
  const { activationList, activationStrategies } = profile.physical;
  const wanted = row.options.get("activation-strategy") ?? "";
  const asked = activationList ? wanted.split(",") : [wanted];
  const strategies = new Set(activationStrategies.filter((strategy) => asked.includes(strategy)));
  if (strategies.size === 0) return;

  const source = portSource(row);
  const announce: Action[] = [
    ...enterPortWithDefaultEncapId(context, port),
    { kind: "controller", args: { userdata: [0, 0, 0, ACTIVATION_OPCODE, 0, 0, 0, 0] } },
    resubmit(tables.logicalIngress),
  ];
  const add = (match: Match) => context.addShared(tables.physicalToLogical, 1010, match, announce, source);
  const here = () => context.match().set("in_port", ofport);
  let isBlocked = !activationList;
  if (!activationList) add(here().protocol("rarp").build());
  for (const text of row.mac) {
    const addresses = parseLogicalAddress(text);
    if (addresses?.kind !== "static" || addresses.mac === undefined) continue;
    isBlocked = true;
    const { mac, ipv4, ipv6 } = addresses;
    if (strategies.has("rarp")) add(here().protocol("rarp").build());
    if (strategies.has("garp")) {
      for (const { value } of ipv4) {
        const match = here().protocol("arp").set("dl_src", mac).set("arp_sha", mac);
        add(match.set("arp_spa", value).set("arp_tpa", value).build());
      }
    }
    if (!strategies.has("na") || ipv6.length === 0) continue;
    for (const ip of [linkLocal(mac), ...ipv6.map(({ value }) => value)]) {
      const match = here().protocol("icmp6").set(FIELDS.icmp_type, 136).set(FIELDS.icmp_code, 0);
      add(match.set("ipv6_src", ip).set("nd_target", ip).set("arp_tha", mac).build());
    }
  }
  if (!isBlocked) return;
  context.add(tables.physicalToLogical, 1000, here().build(), [], source);
  context.add(tables.logicalToPhysical, 1000, context.matchOutport(datapath.key, key).build(), [], source);
}

/** The link-local address of a MAC address (RFC 4291, appendix A): the universal bit turned, ff:fe in the middle. */
function linkLocal(mac: Words): Words {
  const [upper = 0, lower = 0] = mac;
  return [
    0xfe80_0000,
    0,
    (((upper ^ 0x0200) << 16) | ((lower >>> 16) & 0xff00) | 0xff) >>> 0,
    (0xfe00_0000 | (lower & 0xff_ffff)) >>> 0,
  ];
}
