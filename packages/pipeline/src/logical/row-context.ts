import type { Diagnostic } from "@ovn-sim/model";
import type { ChassisView } from "../chassis/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import type { NorthdOptions } from "./actions/context.ts";
import type { DesiredFlows } from "./desired-flows.ts";

/** What the lowering of tables beside Logical_Flow needs, and where it puts its flows. */
export type RowContext = {
  readonly view: ChassisView;
  readonly profile: ReleaseProfile;
  readonly options: NorthdOptions;
  readonly flows: DesiredFlows;
  readonly report: (diagnostic: Diagnostic) => void;
};
