import type { ClusterPlan } from "./plan.ts";
import {
  findRow,
  range,
  references,
  type Row,
  type RowEntry,
  streamOf,
  stringMap,
  type Tables,
  type TableStream,
} from "./rows.ts";

/** The tables of the Northbound that a cluster's Southbound is made of, its rows as a recorded one has them. */
export function northboundTables(recorded: Tables, plan: ClusterPlan): readonly TableStream[] {
  const { shape, uuid } = plan;
  const model = (table: string, wanted?: (row: Row) => boolean): Row => findRow(recorded, table, wanted)[1];
  const portModel = model("Logical_Switch_Port", (row) => row["type"] === "");
  const count = (number: number, make: (i: number) => RowEntry) => () => Array.from(range(0, number), make);
  const table = (name: string, rows: () => Iterable<RowEntry>): TableStream => ({ name, rows });
  const uuids = (name: string, number: number): readonly string[] => Array.from(range(0, number), (i) => uuid(name, i));

  const tables = [
    streamOf("NB_Global", recorded.get("NB_Global")!),
    table(
      "Logical_Switch",
      count(shape.switches, (s) => {
        const link = shape.routers === 0 ? [] : [uuid("Logical_Switch_Port to a router", s)];
        const ports = Array.from(range(...plan.portsOf(s)), (p) => uuid("Logical_Switch_Port", p));
        const own = {
          name: `switch-${s}`,
          ports: references([...link, ...ports]),
          acls: references([]),
          load_balancer: references(uuids("Northbound Load_Balancer", shape.loadBalancers)),
        };
        return [uuid("Logical_Switch", s), { ...model("Logical_Switch"), ...own }];
      }),
    ),
    table("Logical_Switch_Port", function* () {
      for (const p of range(0, shape.ports)) {
        const { name, mac } = plan.port(p);
        yield [uuid("Logical_Switch_Port", p), { ...portModel, name, addresses: mac, port_security: references([]) }];
      }
      for (const s of range(0, shape.routers === 0 ? 0 : shape.switches)) {
        const { switchPort, routerPort } = plan.link(s)!;
        const own = { name: switchPort, options: stringMap({ "router-port": routerPort }) };
        const linkModel = model("Logical_Switch_Port", (row) => row["type"] === "router");
        yield [uuid("Logical_Switch_Port to a router", s), { ...linkModel, ...own }];
      }
    }),
    table(
      "Logical_Router",
      count(shape.routers, (r) => {
        const links = Array.from(range(0, shape.switches)).filter((s) => s % shape.routers === r);
        const ports = references(links.map((s) => uuid("Logical_Router_Port", s)));
        const own = { name: `router-${r}`, ports, policies: references([]), static_routes: references([]) };
        return [uuid("Logical_Router", r), { ...model("Logical_Router"), ...own }];
      }),
    ),
    table(
      "Logical_Router_Port",
      count(shape.routers === 0 ? 0 : shape.switches, (s) => {
        const { routerPort, mac, networks } = plan.link(s)!;
        const own = { name: routerPort, mac: mac.split(" ")[0]!, networks: ["set", networks] as const };
        return [uuid("Logical_Router_Port", s), { ...model("Logical_Router_Port"), ...own }];
      }),
    ),
    table(
      "Port_Group",
      count(shape.acls, (i) => {
        const members: string[] = [];
        for (let p = i; p < shape.ports; p += shape.acls) members.push(uuid("Logical_Switch_Port", p));
        const acls = references([uuid("ACL", 2 * i), uuid("ACL", 2 * i + 1)]);
        const own = { name: plan.policy(i).group, ports: references(members), acls };
        return [uuid("Northbound Port_Group", i), { ...model("Port_Group"), ...own }];
      }),
    ),
    table("ACL", function* () {
      for (const i of range(0, shape.acls)) {
        const { group, addressSet } = plan.policy(i);
        const matches = [`outport == @${group} && ip4.src == $${addressSet}`, `outport == @${group} && ip`];
        for (const [nth, action] of ["allow-related", "drop"].entries()) {
          const aclModel = model("ACL", (row) => row["action"] === action);
          yield [uuid("ACL", 2 * i + nth), { ...aclModel, match: matches[nth]! }];
        }
      }
    }),
    table(
      "Address_Set",
      count(shape.acls, (i) => {
        const own = { name: plan.policy(i).addressSet, addresses: ["set", plan.allowedBy(i)] as const };
        return [uuid("Northbound Address_Set", i), { ...model("Address_Set"), ...own }];
      }),
    ),
    table(
      "Load_Balancer",
      count(shape.loadBalancers, (i) => {
        const { name, vip, backends } = plan.service(i);
        const own = { name, vips: stringMap({ [vip]: backends }) };
        return [
          uuid("Northbound Load_Balancer", i),
          { ...model("Load_Balancer", (row) => row["protocol"] === "tcp"), ...own },
        ];
      }),
    ),
  ];
  return tables;
}
