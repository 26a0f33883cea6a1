import { compileChassis, createBridge } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { recordedCluster } from "./recorded-cluster.ts";

/** A bridge of compiled flows does not look for flows that replace others: this is why it need not. */
describe.each(listRecordings().map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
  test("no two compiled flows of a chassis have the same table, priority and match", () => {
    const cluster = recordedCluster(recording);
    for (const chassis of cluster.chassis.keys()) {
      const compiled = compileChassis(cluster, chassis);
      if (!compiled.ok) throw new Error(compiled.errors[0].message);
      expect(createBridge(compiled.value).notes).toEqual([]);
    }
  });
});
