import type { Command, Microflow, Packet, Port } from "./scenario.ts";

/** A port on a logical switch, its addresses made from one number. */
export function port(network: string, name: string, number: number, on: string, vtep?: string): Port {
  const hex = number.toString(16).padStart(2, "0");
  const base = { name, network, mac: `02:ac:10:00:00:${hex}`, addresses: [`10.20.0.${number}`], on: [on] };
  return vtep === undefined ? base : { ...base, vtep };
}

/** One leg of a router: the switch that it serves and the addresses that it has there. */
export type Leg = { readonly network: string; readonly mac: string; readonly addresses: readonly string[] };

/** The commands that make a router and join it to switches, which it makes too. */
export function router(name: string, legs: readonly Leg[]): readonly Command[] {
  return [["lr-add", name], ...legs.flatMap(({ network }) => [["ls-add", network]]), ...legs.map(joinTo(name))];
}

function joinTo(name: string): (leg: Leg) => Command {
  return ({ network, mac, addresses }) => {
    const peer = `${network}-to-${name}`;
    return [
      ...["lrp-add", name, `${name}-to-${network}`, mac, ...addresses],
      ...["--", "lsp-add", network, peer, "--", "lsp-set-type", peer, "router"],
      ...[
        "--",
        "lsp-set-addresses",
        peer,
        "router",
        "--",
        "lsp-set-options",
        peer,
        `router-port=${name}-to-${network}`,
      ],
    ];
  };
}

/** The command that joins a switch to a physical network, by a VLAN when one is given. */
export function localnet(network: string, physical: string, vlan?: number): Command {
  const name = `${network}-uplink`;
  return [
    ...["lsp-add", network, name, ...(vlan === undefined ? [] : ["", String(vlan)])],
    ...["--", "lsp-set-type", name, "localnet", "--", "lsp-set-addresses", name, "unknown"],
    ...["--", "lsp-set-options", name, `network_name=${physical}`],
  ];
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** An address without its prefix length. */
function bare(address: string): string {
  return address.split("/")[0]!;
}

/** What a packet is sent to; `mac` is the next hop's. */
export type Target = { readonly mac: string; readonly address: string };

function addressed(from: Port, to: Target): string {
  const six = isIpv6(to.address);
  const [source, destination] = six ? ["ipv6_src", "ipv6_dst"] : ["nw_src", "nw_dst"];
  const own = from.addresses.find((address) => isIpv6(address) === six) ?? "10.20.255.1";
  const link = `in_port=${from.name},dl_src=${from.mac},dl_dst=${to.mac}`;
  return `${link},${source}=${bare(own)},${destination}=${bare(to.address)},nw_ttl=64`;
}

function packet(from: Port, flow: string): Packet {
  return { chassis: from.on[0]!, flow };
}

export function echo(from: Port, to: Target): Packet {
  const six = isIpv6(to.address);
  const fields = six ? "icmp6,icmpv6_type=128,icmpv6_code=0" : "icmp,icmp_type=8,icmp_code=0";
  return packet(from, `${fields},${addressed(from, to)}`);
}

export function tcp(from: Port, to: Target, destinationPort: number): Packet {
  const protocol = isIpv6(to.address) ? "tcp6" : "tcp";
  return packet(from, `${protocol},${addressed(from, to)},tp_src=41000,tp_dst=${destinationPort},tcp_flags=syn`);
}

export function udp(from: Port, to: Target, destinationPort: number): Packet {
  const protocol = isIpv6(to.address) ? "udp6" : "udp";
  return packet(from, `${protocol},${addressed(from, to)},udp_src=41000,udp_dst=${destinationPort}`);
}

/** A frame that is no IP packet, to an address that no port has or to all of them. */
export function frame(from: Port, destination: "broadcast" | "unknown" | "multicast"): Packet {
  const mac = { broadcast: "ff:ff:ff:ff:ff:ff", unknown: "02:ff:ff:ff:ff:01", multicast: "01:00:5e:01:02:03" };
  return packet(from, `in_port=${from.name},dl_src=${from.mac},dl_dst=${mac[destination]},dl_type=0x88b5`);
}

/** The whole answer to the first packet is kept, of the others where they went. */
export function firstWhole(packets: readonly Packet[]): readonly Packet[] {
  return packets.map((each, index) => (index === 0 ? { ...each, whole: true } : each));
}

/** Every port to every other one of its switch, then BUM from every port. */
export function everyPair(ports: readonly Port[]): readonly Packet[] {
  const pairs = ports.flatMap((from) =>
    ports
      .filter((to) => to !== from && to.network === from.network)
      .map((to) => echo(from, { mac: to.mac, address: to.addresses[0]! })),
  );
  const flooded = ports.flatMap((from) => [frame(from, "broadcast"), frame(from, "unknown"), frame(from, "multicast")]);
  return firstWhole([...pairs, ...flooded]);
}

/** Every port to every other one, over the leg of its own switch when they are on different ones. */
export function everyRoutedPair(ports: readonly Port[], legs: readonly Leg[]): readonly Packet[] {
  return ports.flatMap((from) =>
    ports
      .filter((to) => to !== from)
      .flatMap((to) => {
        const mac = to.network === from.network ? to.mac : legs.find(({ network }) => network === from.network)!.mac;
        return to.addresses.flatMap((address) => [echo(from, { mac, address }), tcp(from, { mac, address }, 8443)]);
      }),
  );
}

/** What `ovn-trace` is asked for an echo request, or for another packet whose fields beyond IP are given. */
export function microflow(from: Port, to: Target, fields?: string, ttl = 64): Microflow {
  const six = isIpv6(to.address);
  const own = from.addresses.find((address) => isIpv6(address) === six)!;
  const [ip, kind] = six ? ["ip6", "icmp6.type == 128"] : ["ip4", "icmp4.type == 8"];
  return bareMicroflow(
    from,
    to.mac,
    `${ip}.src == ${bare(own)} && ${ip}.dst == ${bare(to.address)} && ip.ttl == ${ttl} && ${fields ?? kind}`,
  );
}

/** What `ovn-trace` is asked for a packet of which all fields beyond Ethernet are given. */
export function bareMicroflow(from: Port, mac: string, fields: string): Microflow {
  return { microflow: `inport == "${from.name}" && eth.src == ${from.mac} && eth.dst == ${mac} && ${fields}` };
}
