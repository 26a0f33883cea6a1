import { createChassisView, formatFlow, formatGroup, formatMeter, lowerLogical } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { recordedCluster, valueOf } from "./recorded-cluster.ts";

describe.each(listRecordings().map((recording) => ({ ...recording, recording })))("$name", ({ recording }) => {
  test("templates make the flows that each text makes by itself", () => {
    const cluster = recordedCluster(recording);
    for (const chassis of cluster.chassis.keys()) {
      const view = valueOf(createChassisView(cluster, chassis));
      const [short, long] = [true, false].map((usesTemplates) => {
        const { flows, groups, meters, diagnostics } = lowerLogical(view, view.profile, { usesTemplates });
        return {
          flows: flows.map((flow) => `${flow.origin?.uuid} ${formatFlow(flow)} ${JSON.stringify(flow.rivals ?? [])}`),
          groups: groups.map((group) => formatGroup(group)),
          meters: meters.map((meter) => formatMeter(meter)),
          diagnostics,
        };
      });
      expect(short!.flows.filter((line, i) => line !== long!.flows[i])).toEqual([]);
      expect({ ...short, flows: short!.flows.length }).toEqual({ ...long, flows: long!.flows.length });
    }
  });
});
