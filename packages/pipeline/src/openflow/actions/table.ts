import type { Action } from "../action.ts";
import * as control from "./control.ts";
import { controller } from "./controller.ts";
import { ct, ctClear } from "./ct.ts";
import type { ActionEntry } from "./entry.ts";
import * as fields from "./field-actions.ts";
import * as headers from "./header-actions.ts";
import { learn } from "./learn.ts";
import * as outputs from "./output.ts";
import { sample } from "./sample.ts";

/** Every kind of action, once: reading, writing and the arbitraries of the tests derive from it. */
export const ACTION_TABLE: { readonly [K in Action["kind"]]: ActionEntry<K> } = {
  output: outputs.output,
  output_trunc: outputs.outputTrunc,
  output_reg: outputs.outputReg,
  controller,
  group: outputs.group,
  bundle: outputs.bundle,
  resubmit: outputs.resubmit,
  clone: control.clone,
  set_field: fields.setField,
  load: fields.load,
  move: fields.move,
  push: fields.push,
  pop: fields.pop,
  delete_field: fields.deleteField,
  push_vlan: headers.pushVlan,
  pop_vlan: headers.popVlan,
  set_vlan_vid: headers.setVlanVid,
  set_vlan_pcp: headers.setVlanPcp,
  push_mpls: headers.pushMpls,
  pop_mpls: headers.popMpls,
  dec_mpls_ttl: headers.decMplsTtl,
  dec_nsh_ttl: headers.decNshTtl,
  dec_ttl: headers.decTtl,
  ct,
  ct_clear: ctClear,
  conjunction: control.conjunction,
  learn,
  check_pkt_larger: control.checkPktLarger,
  multipath: control.multipath,
  sample,
  note: control.note,
  meter: control.meter,
  set_queue: control.setQueue,
  pop_queue: control.popQueue,
  enqueue: outputs.enqueue,
  fin_timeout: control.finTimeout,
  encap: headers.encap,
  decap: headers.decap,
  goto_table: control.gotoTable,
  write_metadata: control.writeMetadata,
  write_actions: control.writeActions,
  clear_actions: control.clearActions,
  exit: control.exit,
};
