import { createDiagnostic, parseMac } from "@ovn-sim/model";
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

/** Whether addresses are learned on localnet ports: what the last one of a local datapath says. */
function localnetLearns({ view }: RowContext): boolean {
  const localnets = view.ports.filter(({ kind }) => kind === "localnet");
  return localnets.at(-1)?.port.row.options.get("localnet_learn_fdb") === "true";
}
