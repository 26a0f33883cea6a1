import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFlag, readFlagSetting, readSetting, SETTING_KEYS } from "./setting.ts";

const key = fc.constantFrom(...SETTING_KEYS);
const text = fc.string({ maxLength: 8 });
const flag = fc.option(fc.constantFrom("true", "false", "TRUE", "False", "yes", ""), { nil: undefined });

describe("settings of one ovn-controller", () => {
  test("its own key wins over the plain one, and no other key counts", () => {
    fc.assert(
      fc.property(key, text, text, text, (name, plain, own, foreign) => {
        const ids = new Map([[`${name}-hv10`, foreign]]);
        expect(readSetting(ids, "hv1", name)).toBeUndefined();
        ids.set(name, plain);
        expect(readSetting(ids, "hv1", name)).toEqual({ value: plain, from: name });
        ids.set(`${name}-hv1`, own);
        expect(readSetting(ids, "hv1", name)).toEqual({ value: own, from: `${name}-hv1` });
        expect(readSetting(ids, undefined, name)).toEqual({ value: plain, from: name });
      }),
    );
  });

  test("an empty override wins too", () => {
    const ids = new Map([
      ["ovn-encap-ip-default", "10.0.0.1"],
      ["ovn-encap-ip-default-hv1", ""],
    ]);
    expect(readSetting(ids, "hv1", "ovn-encap-ip-default")?.value).toBe("");
  });

  // The words of smap_get_bool: only the opposite of what holds otherwise changes anything.
  test.each([
    ["true", false, true],
    ["TRUE", false, true],
    ["yes", false, false],
    ["", false, false],
    [undefined, false, false],
    ["false", true, false],
    ["no", true, true],
    [undefined, true, true],
  ] as const)("flag %j, otherwise %j, is %j", (value, otherwise, want) =>
    expect(readFlag(value, otherwise)).toBe(want),
  );

  test("a flag is the override's word where it says one, else the plain key's, else the default", () => {
    const says = (value: string | undefined): boolean | undefined =>
      /^true$/i.test(value ?? "") ? true : /^false$/i.test(value ?? "") ? false : undefined;
    fc.assert(
      fc.property(flag, flag, fc.boolean(), (plain, own, otherwise) => {
        const ids = new Map<string, string>();
        if (plain !== undefined) ids.set("ovn-monitor-all", plain);
        if (own !== undefined) ids.set("ovn-monitor-all-hv1", own);
        const want = says(own) ?? says(plain) ?? otherwise;
        expect(readFlagSetting(ids, "hv1", "ovn-monitor-all", otherwise)).toBe(want);
      }),
    );
  });
});
