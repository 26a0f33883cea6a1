import { createDiagnostic, type ClusterPort } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import type { PhysicalContext, TunnelSelection } from "./context.ts";

export function lowerPathMtu(
  _context: PhysicalContext,
  _to: ViewPort,
  _from: ClusterPort,
  _selections: readonly TunnelSelection[],
): void {
  void createDiagnostic;
}
