import { describe, expect, test } from "vitest";
import { goldenCluster, goldenUuid, readGolden } from "../../test-support/logical-actions/golden.ts";
import { createChassisView } from "../chassis/index.ts";
import { type Flow, formatActions, formatGroup, formatMatch, formatMeter } from "../openflow/index.ts";
import { cookieOf } from "../chassis/cookie.ts";
import { type LogicalResult, lowerLogical } from "./lower-logical.ts";

/** Groups and meters written out, as in the golden tables. */
function writeOut(text: string, { groups, meters }: LogicalResult): string {
  const group = new Map(
    groups.map((one) => [
      one.id,
      formatGroup(one)
        .trim()
        .replace(/^group_id=\d+,/, ""),
    ]),
  );
  const meter = new Map(
    meters.map((one) => [
      one.id,
      formatMeter(one)
        .replace(/^meter=\d+ /, "")
        .replace(/ bands=\s*\n/, " ")
        .trim(),
    ]),
  );
  return text
    .replace(/group:(\d+)/g, (_, id) => `group:{${group.get(Number(id))}}`)
    .replace(/(meter_id=|meter:)(\d+)/g, (_, key, id) => `${key}{${meter.get(Number(id))}}`);
}

function formatGolden(flow: Flow, result: LogicalResult): string {
  const match = formatMatch(flow.match)
    .split(",")
    .filter((part) => !/^(reg0|metadata)=/.test(part))
    .join(",");
  const cookie = Number(flow.cookie);
  const actions = writeOut(formatActions(flow.actions), result)
    .replace(`cookie=0x${cookie.toString(16)}`, "cookie=COOKIE")
    .replace(`obs_point_id=${cookie}`, "obs_point_id=COOKIE");
  return `${match === "" ? "*" : match} => ${actions}`;
}

for (const version of ["26.03.1", "25.03.0"]) {
  describe(`actions as ovn-controller ${version} lowers them`, () => {
    const golden = readGolden(version);
    const view = createChassisView(goldenCluster(version, golden), "hv1", { release: version });
    if (!view.ok) throw new Error(view.errors[0].message);
    const result = lowerLogical(view.value);
    test.each(golden.map((entry, n) => ({ ...entry, n })))("$datapath $pipeline $actions", ({ n, flows }) => {
      const made = result.flows.filter(({ cookie }) => cookie === cookieOf(goldenUuid(n)));
      expect(made.map((flow) => formatGolden(flow, result)).toSorted()).toEqual(flows);
    });
  });
}
