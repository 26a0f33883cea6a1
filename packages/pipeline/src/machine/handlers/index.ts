import type { Machine } from "../machine.ts";
import { OPERATION_CODES, OPERATION_ROOM, type Operation, type OperationName, type Operations } from "../operation.ts";
import { clearActions, writeActions } from "./action-set.ts";
import { ct, ctClear } from "./conntrack.ts";
import { controller, decrementTtl, exit, meter, nothing } from "./controller.ts";
import { checkPacketLarger, clone } from "./copy.ts";
import { deleteField, move, popVlan, pushVlan, set } from "./field.ts";
import { group } from "./group.ts";
import { learn } from "./learn.ts";
import { bundle, flood, output, outputInPort, outputNone, outputRegister } from "./output.ts";
import { pop, push } from "./stack.ts";
import { gotoTable, resubmit } from "./table.ts";
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
  goto_table: gotoTable,
  output,
  output_reg: outputRegister,
  output_in_port: outputInPort,
  flood,
  output_none: outputNone,
  controller,
  group,
  bundle,
  clone,
  push_vlan: pushVlan,
  pop_vlan: popVlan,
  dec_ttl: decrementTtl,
  ct,
  ct_clear: ctClear,
  check_pkt_larger: checkPacketLarger,
  learn,
  delete_field: deleteField,
  write_actions: writeActions,
  clear_actions: clearActions,
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
