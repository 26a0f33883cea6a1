import type { LogicalStep } from "./types.ts";

/** Whether every packet passes a stage to the next with nothing done to it: ovn-trace(8) leaves such stages out. */
export function isSilentStage({ flow }: LogicalStep): boolean {
  return flow !== undefined && flow.match.trim() === "1" && flow.actions.trim() === "next;";
}
