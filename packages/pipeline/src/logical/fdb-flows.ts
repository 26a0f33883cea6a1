import { createDiagnostic, parseMac, type PortBinding } from "@ovn-sim/model";
import { createReadingOrder, portBook } from "../chassis/index.ts";
import { FIELDS } from "../openflow/field-table.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { flagMask } from "../release/index.ts";
import { setBits, setFlag, whole } from "./actions/emit.ts";
import type { RowContext } from "./row-context.ts";

const PRIORITY = 100;

/** Forwarding entries: what `get_fdb` and `lookup_fdb` find (ovn-sb(5), FDB). */
export function lowerFdb(context: RowContext): void {
  const { view, profile, flows, report } = context;
  const { southbound } = view.cluster;
  const { getFdb, lookupFdb } = profile.tables;
  const learnsOnLocalnet = localnetLearns(context);
  for (const row of southbound.tables.FDB.values()) {
    const datapath = view.localDatapathByKey.get(row.dp_key);
    if (datapath === undefined) continue;
    const mac = parseMac(row.mac);
    if (mac === undefined) {
      const place = { file: southbound.file, table: "FDB", row: row.uuid, column: "mac" };
      report(createDiagnostic("OVN4507", place, `found ${JSON.stringify(row.mac)}, expected a MAC address`));
      continue;
    }
    const origin = { table: "FDB", uuid: row.uuid };
    const base = () => new MatchBuilder().set(FIELDS.metadata, row.dp_key);
    flows.add(
      getFdb,
      PRIORITY,
      base().set(FIELDS.dl_dst, mac).build(),
      [setBits(whole(FIELDS.reg15), row.port_key)],
      origin,
    );
    const found = [setFlag("lookupFdb", true)];
    const from = () => base().set(FIELDS.dl_src, mac);
    flows.add(lookupFdb, PRIORITY, from().set(FIELDS.reg14, row.port_key).build(), found, origin);
    const port = southbound.portByKey(datapath.datapath.row.uuid, row.port_key);
    if (port?.type !== "" || !learnsOnLocalnet) continue;
    const localnet = flagMask("localnet");
    flows.add(lookupFdb, PRIORITY, from().setMasked(FIELDS.reg10, localnet, localnet).build(), found, origin);
  }
}

/**
 * Whether addresses are learned on localnet ports: what the one of a local datapath says that ovn-controller's table of
 * ports gives out last. It has one answer for all of them.
 */
function localnetLearns({ view, report }: RowContext): boolean {
  const readsLater = createReadingOrder(() => view.monitoredPorts);
  const learns = ({ options }: PortBinding): boolean => options.get("localnet_learn_fdb") === "true";
  const book = portBook(view.cluster);
  const facts = [...view.localDatapaths.keys()].flatMap((datapath) =>
    book.onDatapath(datapath).special.filter(({ kind }) => kind === "localnet"),
  );
  const localnets = facts.map(({ port }) => port.row);
  let last = localnets[0];
  if (last === undefined) return false;
  for (const row of localnets) if (readsLater(row.uuid, last.uuid)) last = row;
  const chosen = last;
  const rival = localnets.find(
    (row) => learns(row) !== learns(chosen) && !readsLater(chosen.uuid, row.uuid) && !readsLater(row.uuid, chosen.uuid),
  );
  if (rival !== undefined) {
    const place = { table: "Port_Binding", row: chosen.uuid, column: "options", chassis: view.name };
    const message = `${chosen.logical_port} and ${rival.logical_port} say otherwise whether addresses are learned on localnet ports, and which counts for all is left to the order in which ${view.name} learnt of them; ${chosen.logical_port} is compiled`;
    report(createDiagnostic("OVN5018", place, message));
  }
  return learns(chosen);
}
