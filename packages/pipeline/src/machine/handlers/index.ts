import type { Machine } from "../machine.ts";
import { OPERATION_CODES, OPERATION_ROOM, type Operation, type OperationName, type Operations } from "../operation.ts";
import { clear_actions, write_actions } from "./action-set.ts";
import { ct, ct_clear } from "./conntrack.ts";
import { controller, dec_ttl, exit, meter, nothing } from "./controller.ts";
import { check_pkt_larger, clone } from "./copy.ts";
import { delete_field, move, pop_vlan, push_vlan, set } from "./field.ts";
import { group } from "./group.ts";
import { learn } from "./learn.ts";
import { bundle, flood, output, output_in_port, output_none, output_reg } from "./output.ts";
import { pop, push } from "./stack.ts";
import { goto_table, resubmit } from "./table.ts";
import { unsupported } from "./unsupported.ts";

/** Carries out one operation. */
export type Handler = (m: Machine, operation: Operation) => void;

const BY_NAME: { readonly [N in OperationName]: (m: Machine, operation: Operations[N]) => void } = {
  unsupported,
  set,
  move,
  push,
  pop,
  resubmit,
  goto_table,
  output,
  output_reg,
  output_in_port,
  flood,
  output_none,
  controller,
  group,
  bundle,
  clone,
  push_vlan,
  pop_vlan,
  dec_ttl,
  ct,
  ct_clear,
  check_pkt_larger,
  learn,
  delete_field,
  write_actions,
  clear_actions,
  meter,
  exit,
  nothing,
};

/** A code that no operation has: only a fault in the lowering leads here, and it is named like any other action. */
const unknownCode: Handler = (m) => unsupported(m, { action: "unknown operation", continues: false });

/** The handlers by code: dense, so that the interpreter never has to ask whether there is one. */
export const HANDLERS: readonly Handler[] = Object.freeze(fillHandlers());

function fillHandlers(): Handler[] {
  const handlers = new Array<Handler>(OPERATION_ROOM).fill(unknownCode);
  for (const name of Object.keys(BY_NAME) as OperationName[])
    handlers[OPERATION_CODES[name]] = BY_NAME[name] as Handler;
  return handlers;
}
