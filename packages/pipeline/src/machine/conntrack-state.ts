import type { FlowKey } from "../openflow/match.ts";
import type { Operations } from "./operation.ts";

/** To be filled in. */
export class ConntrackState {
  track(_key: FlowKey, _zone: number, _operation: Operations["ct"]): number {
    return 0x21;
  }
}
