import type { Command, Port } from "../../lab/scenario.ts";
import { echo, frame } from "../../lab/topology.ts";
import { bare, type Ground, pick, set, type Tweak } from "../tweak.ts";

function special(
  network: string,
  name: string,
  type: string,
  addresses: string,
  values: Readonly<Record<string, string>>,
): Command {
  return [
    ...["lsp-add", network, name, "--", "lsp-set-type", name, type, "--", "lsp-set-addresses", name, addresses],
    ...(Object.keys(values).length === 0 ? [] : ["--", ...set("Logical_Switch_Port", name, "options", values)]),
  ];
}

/** A port of the first switch and its senders there. */
function sendersOn(ground: Ground, network: string): readonly Port[] {
  return ground.vifs.filter((port) => port.network === network);
}

const several: Tweak = {
  name: "a port on several chassis",
  add: (ground) => {
    const port = ground.vifs.at(-1);
    if (port === undefined || ground.chassis.length < 2) return undefined;
    const others = ground.chassis.filter(({ name }) => name !== port.on[0]);
    const homes = [port.on[0]!, ...others.slice(0, pick(ground, [1, 2])).map(({ name }) => name)];
    const vteps = Object.fromEntries(
      homes.map((name) => [name, pick(ground, ground.chassis.find((one) => one.name === name)!.vteps)]),
    );
    const { vtep: _, ...rest } = port;
    return {
      changed: [{ ...rest, on: homes, ...(ground.pick % 4 === 3 ? {} : { vteps }) }],
      policies: [
        set("Logical_Switch_Port", port.name, "options", {
          "requested-chassis": homes.join(","),
          ...pick<Readonly<Record<string, string>>>(ground, [
            {},
            { "activation-strategy": "rarp" },
            { "activation-strategy": "rarp,garp,na" },
            { "activation-strategy": "garp" },
          ]),
        }),
      ],
      packets: ground.vifs
        .filter(({ network, name }) => network === port.network && name !== port.name)
        .map((from) => echo(from, { mac: port.mac, address: bare(port.addresses[0]!) })),
    };
  },
};

const requested: Tweak = {
  name: "requested chassis",
  add: (ground) => {
    const [port] = ground.vifs;
    if (port === undefined) return undefined;
    return {
      policies: [
        set("Logical_Switch_Port", port.name, "options", {
          "requested-chassis": pick(ground, [port.on[0]!, ground.chassis.at(-1)!.name, "nowhere"]),
        }),
      ],
    };
  },
};

const requestedEncap: Tweak = {
  name: "requested encap",
  add: (ground) => {
    const [port] = ground.vifs;
    if (port === undefined) return undefined;
    const vteps = ground.chassis.find(({ name }) => name === port.on[0])!.vteps;
    return {
      policies: [
        set("Logical_Switch_Port", port.name, "options", {
          "requested-encap-ip": pick(ground, [...vteps, "192.0.2.9"]),
        }),
      ],
    };
  },
};

const virtual: Tweak = {
  name: "virtual port",
  add: (ground) => {
    const [first] = ground.vifs;
    if (first === undefined) return undefined;
    const parents = sendersOn(ground, first.network).slice(0, 2);
    const options = { "virtual-ip": "10.30.0.90", "virtual-parents": parents.map(({ name }) => name).join(",") };
    return {
      policies: [special(first.network, "vip", "virtual", "02:ac:90:00:00:90 10.30.0.90", options)],
      ...(ground.pick % 2 === 0
        ? {}
        : {
            learned: [
              [
                ...["--id=@c", "get", "Chassis", first.on[0]!, "--"],
                ...["set", "Port_Binding", "vip", "chassis=@c", `virtual_parent=${first.name}`],
              ],
            ],
          }),
      packets: parents.map((from) => echo(from, { mac: "02:ac:90:00:00:90", address: "10.30.0.90" })),
    };
  },
};

const external: Tweak = {
  name: "external port",
  add: (ground) => {
    if (!ground.hasUplink) return undefined;
    const network = ground.legs[0]!.network;
    return {
      policies: [
        special(network, "outside", "external", "02:ac:90:00:00:91 10.30.0.91", {}),
        ["ha-chassis-group-add", "outsiders"],
        ...ground.chassis
          .slice(0, pick(ground, [1, 2]))
          .map(({ name }, index): Command => ["ha-chassis-group-add-chassis", "outsiders", name, String(9 - index)]),
        [
          "--id=@g",
          "get",
          "HA_Chassis_Group",
          "outsiders",
          "--",
          "set",
          "Logical_Switch_Port",
          "outside",
          "ha_chassis_group=@g",
        ],
        ...(ground.pick % 2 === 0
          ? []
          : [
              [
                ...["--id=@d", "create", "DHCP_Options", "cidr=10.30.0.0/24", "options:server_id=10.30.0.1"],
                ...['options:server_mac="02:ac:20:00:00:01"', "options:lease_time=3600"],
                ...["--", "set", "Logical_Switch_Port", "outside", "dhcpv4_options=@d"],
              ],
            ]),
      ],
    };
  },
};

const bridge: Tweak = {
  name: "l2gateway port",
  add: (ground) => {
    const home = ground.chassis.find(({ bridges }) => bridges !== undefined);
    if (home === undefined) return undefined;
    const network = ground.legs.at(-1)!.network;
    return {
      policies: [
        special(network, "bridge", "l2gateway", "unknown", { network_name: "lab", "l2gateway-chassis": home.name }),
        ...(ground.pick % 2 === 0 ? [] : [["set", "Logical_Switch_Port", "bridge", "tag_request=55"]]),
      ],
    };
  },
};

const secondUplink: Tweak = {
  name: "a second localnet port",
  add: (ground) => {
    if (!ground.hasUplink) return undefined;
    const network = pick(ground, ground.legs).network;
    return {
      networks: [
        [
          ...["lsp-add", network, "uplink-2", "", "88", "--", "lsp-set-type", "uplink-2", "localnet"],
          ...["--", "lsp-set-addresses", "uplink-2", "unknown", "--", "lsp-set-options", "uplink-2", "network_name=dc"],
          ...(ground.pick % 2 === 0 ? [] : ["localnet_learn_fdb=true"]),
        ],
      ],
      packets: sendersOn(ground, network).map((from) => frame(from, "broadcast")),
    };
  },
};

const containers: Tweak = {
  name: "containers in several parents",
  add: (ground) => {
    const parents = ground.vifs.slice(-3);
    if (parents.length === 0) return undefined;
    const ports = parents.map((parent, index): Port => {
      // On the switch of its parent: on another one, real ovn-controllers crash at times.
      const leg = ground.legs.find(({ network }) => network === parent.network)!;
      return {
        name: `c${index + 1}`,
        network: leg.network,
        mac: `02:ac:70:00:00:0${index + 1}`,
        addresses: leg.addresses.map((address) => address.replace(/(?<=[.:])1\/\d+$/, String(70 + index))),
        on: [],
        inside: { parent: parent.name, tag: 300 + (ground.pick % 2 === 0 ? 0 : index) },
      };
    });
    return {
      ports,
      packets: parents.flatMap((parent, index) =>
        ports
          .filter((to) => to.network === ports[index]!.network && to !== ports[index])
          .map((to) => {
            const from = { ...ports[index]!, name: parent.name, on: parent.on };
            const sent = echo(from, { mac: to.mac, address: to.addresses[0]! });
            return { ...sent, flow: `${sent.flow},dl_vlan=${ports[index]!.inside!.tag}` };
          }),
      ),
    };
  },
};

/** One more chassis of another zone, by its number. */
function further(number: number): Command {
  const name = `elsewhere-${number}`;
  const remote = ["--", "set", "Chassis", name, "other_config:is-remote=true"];
  return ["chassis-add", name, "geneve", `192.168.9.${90 + number}`, ...remote];
}

const faraway: Tweak = {
  name: "chassis of another zone",
  add: (ground) => {
    const network = ground.legs[0]!.network;
    const type = pick(ground, ["geneve", "geneve", "vxlan"]);
    const remote = (name: string, number: number, more: Readonly<Record<string, string>>): Command =>
      special(network, name, "remote", `02:ac:80:00:00:${number} 10.30.0.${number}`, {
        "requested-chassis": "elsewhere",
        ...more,
      });
    return {
      foreign: [
        ...(ground.pick % 2 === 0 ? [] : [2, 3, 4].map(further)),
        [
          "chassis-add",
          "elsewhere",
          type,
          "192.168.9.99",
          "--",
          "set",
          "Chassis",
          "elsewhere",
          "other_config:is-remote=true",
        ],
        [
          ...["--id=@e", "create", "Encap", "chassis_name=elsewhere", `type=${type}`, "ip=192.168.10.99"],
          ...["--", "add", "Chassis", "elsewhere", "encaps", "@e"],
        ],
      ],
      settings: Object.fromEntries(
        ground.chassis.slice(0, pick(ground, [1, 2, 3])).map(({ name }) => [name, { "ovn-is-interconn": "true" }]),
      ),
      policies: [
        set("Logical_Switch", network, "other_config", { "interconn-ts": network }),
        remote("far1", 93, {}),
        remote("far2", 94, { "requested-encap-ip": "192.168.10.99" }),
      ],
      packets: sendersOn(ground, network).map((from) =>
        echo(from, { mac: "02:ac:80:00:00:93", address: "10.30.0.93" }),
      ),
    };
  },
};

const hardware: Tweak = {
  name: "VTEP switch",
  add: (ground) => {
    const network = ground.legs[0]!.network;
    return {
      foreign: [
        ["chassis-add", "tor", "vxlan", "192.168.9.98", "--", "set", "Chassis", "tor", "vtep_logical_switches=lower"],
      ],
      policies: [
        special(network, "rack", "vtep", "unknown", { "vtep-physical-switch": "tor", "vtep-logical-switch": "lower" }),
      ],
      learned: [["lsp-bind", "rack", "tor"]],
      packets: sendersOn(ground, network).flatMap((from) => [frame(from, "unknown"), frame(from, "broadcast")]),
    };
  },
};

export const PORT_TWEAKS: readonly Tweak[] = [
  several,
  requested,
  requestedEncap,
  virtual,
  external,
  bridge,
  secondUplink,
  containers,
  faraway,
  hardware,
];
