import type { Chassis, Command, Port, Scenario } from "../scenario.ts";
import { echo, frame, localnet, port, tcp, udp } from "../topology.ts";

/** A node of its own, with a way to two physical networks. */
const HALL: Chassis = {
  name: "hall",
  vteps: ["192.168.11.1", "192.168.12.1"],
  bridges: ["br-dc", "br-lab"],
  settings: { "ovn-bridge-mappings": "dc:br-dc,lab:br-lab" },
};

const OAK = [port("oak", "oak-1", 11, "hall", "192.168.12.1"), port("oak", "oak-2", 12, "hall")] as const;
const ELM = [port("elm", "elm-1", 21, "hall"), port("elm", "elm-2", 22, "hall")] as const;

const to = ({ mac, addresses }: Port) => ({ mac, address: addresses[0]! });

const LIMITED = ["dhcpv4-opts", "reject"];

const plane: Scenario = {
  name: "control-plane",
  releases: ["26.03"],
  says: "meters of the control plane on flows that conjunctions select; floods that an ACL rejects",
  chassis: [HALL],
  networks: [["ls-add", "oak"]],
  ports: OAK,
  policies: [
    ...LIMITED.flatMap((protocol, index): readonly Command[] => [
      ["meter-add", `of-${protocol}`, "drop", String(10 + index), "pktps"],
      ["copp-add", "careful", protocol, `of-${protocol}`],
    ]),
    ["ls-copp-add", "careful", "oak"],
    ...OAK.map(
      ({ name }): Command => [
        ...["--id=@d", "create", "DHCP_Options", "cidr=10.20.0.0/24", "options:server_id=10.20.0.1"],
        ...['options:server_mac="02:ac:20:00:00:01"', "options:lease_time=3600", "options:router=10.20.0.1"],
        ...["--", "set", "Logical_Switch_Port", name, "dhcpv4_options=@d"],
      ],
    ),
    ["acl-add", "oak", "from-lport", "1000", "udp && udp.dst == 53", "reject"],
  ],
  packets: [echo(OAK[0], to(OAK[1])), udp(OAK[0], to(OAK[1]), 53), frame(OAK[0], "broadcast")],
};

/** What the ports to physical networks say of learning addresses: one of them decides for the whole chassis. */
const learning: Scenario = {
  name: "localnet-learning",
  releases: ["25.03"],
  says: "ports to physical networks that say otherwise whether they learn addresses, and addresses that were learned",
  chassis: [HALL],
  networks: [
    ["ls-add", "oak"],
    ["ls-add", "elm"],
    localnet("oak", "dc"),
    localnet("elm", "lab", 12),
    ["lsp-set-options", "oak-uplink", "network_name=dc", "localnet_learn_fdb=true"],
    ["set", "Logical_Switch", "oak", "other_config:requested-tnl-key=71"],
    ["set", "Logical_Switch", "elm", "other_config:requested-tnl-key=72"],
  ],
  ports: [OAK[0], ELM[0]],
  policies: [
    ["lsp-set-options", "oak-1", "requested-tnl-key=91"],
    ["lsp-set-options", "elm-1", "requested-tnl-key=92"],
  ],
  learned: [
    ["create", "FDB", 'mac="02:ac:99:00:00:09"', "dp_key=71", "port_key=91"],
    ["create", "FDB", 'mac="02:ac:99:00:00:0a"', "dp_key=72", "port_key=92"],
  ],
  packets: [frame(OAK[0], "broadcast"), frame(ELM[0], "unknown")],
};

const mirrored: Scenario = {
  name: "mirror-elsewhere",
  releases: ["26.03"],
  says: "a mirror into another switch's port, on a chassis that is not told of the switch",
  chassis: [HALL],
  networks: [
    ["ls-add", "oak"],
    ["ls-add", "elm"],
  ],
  ports: [{ ...OAK[0], on: [] }, ...ELM],
  policies: [
    ["mirror-add", "watch", "lport", "both", "elm-1"],
    ["lsp-attach-mirror", "oak-1", "watch"],
    ["mirror-rule-add", "watch", "100", "ip4 && tcp.dst == {80, 443}", "mirror"],
  ],
  packets: [echo(ELM[0], to(ELM[1])), tcp(ELM[1], to(ELM[0]), 80), frame(ELM[0], "broadcast")],
};

export const RARER: readonly Scenario[] = [plane, learning, mirrored];
