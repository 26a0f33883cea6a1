import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Encap } from "../southbound/rows.ts";
import { createVteps, orderByEncapId } from "./vtep.ts";

const ip = fc.tuple(fc.nat(20), fc.nat(20)).map(([net, host]) => `172.16.${net}.${host}`);
const ips = fc.array(ip, { maxLength: 12 });

const encap = (address: string, options: Record<string, string> = {}, type = "geneve"): Encap => ({
  uuid: `${type} ${address}`,
  chassis_name: "hv1",
  ip: address,
  options: new Map(Object.entries(options)),
  type,
});

function vtepsOf(list: string | undefined, wish: string | undefined, encaps: readonly Encap[] = []) {
  const notes: Diagnostic[] = [];
  const setting = (key: string, value: string | undefined) => (value === undefined ? undefined : { value, from: key });
  const own = { file: "conf.db", ips: setting("ovn-encap-ip", list), default: setting("ovn-encap-ip-default", wish) };
  const vteps = createVteps({ chassis: "hv1", encaps, own }, (note) => notes.push(note));
  return { vteps, notes, codes: notes.map(({ code }) => code), ips: vteps.list.map((vtep) => vtep.ip) };
}

describe("encap ids", () => {
  test("every address once, in the order of its bytes", () => {
    fc.assert(
      fc.property(ips, (list) => {
        const ordered = orderByEncapId(list, undefined);
        expect(new Set(ordered)).toEqual(new Set(list));
        for (let i = 1; i < ordered.length; i++) {
          expect(Buffer.compare(Buffer.from(ordered[i - 1]!), Buffer.from(ordered[i]!))).toBe(-1);
        }
      }),
    );
  });

  test("the default and the first change places, no other address moves", () => {
    fc.assert(
      fc.property(ips, ip, (list, wish) => {
        const plain = orderByEncapId(list, undefined);
        const ordered = orderByEncapId(list, wish);
        const was = plain.indexOf(wish);
        if (was < 0) {
          expect(ordered).toEqual(plain);
          return;
        }
        expect(ordered[0]).toBe(wish);
        expect(ordered[was]).toBe(plain[0]);
        plain.forEach((address, id) => {
          if (id !== 0 && id !== was) expect(ordered[id]).toBe(address);
        });
      }),
    );
  });

  test("text order puts 172.16.10.1 before 172.16.2.1, as a real ovn-controller with ten VTEPs does", () => {
    const list = Array.from({ length: 10 }, (_, i) => `172.16.${i + 1}.1`);
    expect(orderByEncapId(list, "172.16.3.1").slice(0, 4)).toEqual([
      "172.16.3.1",
      "172.16.10.1",
      "172.16.2.1",
      "172.16.1.1",
    ]);
  });
});

describe("VTEPs of a chassis", () => {
  test("are listed with the Southbound's rows and found by address", () => {
    const encaps = [encap("10.0.2.1"), encap("10.0.1.1"), encap("10.0.1.1", {}, "vxlan")];
    const { vteps, ips: listed, notes } = vtepsOf("10.0.2.1,10.0.1.1,10.0.2.1", undefined, encaps);
    expect(listed).toEqual(["10.0.1.1", "10.0.2.1"]);
    expect(vteps.list.map(({ encapId }) => encapId)).toEqual([0, 1]);
    expect(vteps.byIp.get("10.0.1.1")?.encaps.map(({ type }) => type)).toEqual(["geneve", "vxlan"]);
    expect(vteps.default).toEqual({ kind: "none", first: "10.0.1.1" });
    expect(vteps.source).toBe("open-vswitch");
    expect(notes).toEqual([]);
  });

  test("a default that the Southbound marks is in force", () => {
    const encaps = [encap("10.0.1.1"), encap("10.0.2.1", { is_default: "true" })];
    const { vteps, ips: listed, codes } = vtepsOf("10.0.1.1,10.0.2.1", "10.0.2.1", encaps);
    expect(listed).toEqual(["10.0.2.1", "10.0.1.1"]);
    expect(vteps.default).toEqual({ kind: "configured", ip: "10.0.2.1", from: "ovn-encap-ip-default" });
    expect(vteps.list.map(({ isDefault }) => isDefault)).toEqual([true, false]);
    expect(codes).toEqual([]);
  });

  // OVN 24.03 does not know the key: its flows give 172.16.2.1 the id 1, and no Encap row is marked.
  test("a default that the Southbound does not mark is not", () => {
    const {
      vteps,
      ips: listed,
      codes,
    } = vtepsOf("10.0.1.1,10.0.2.1", "10.0.2.1", [encap("10.0.1.1"), encap("10.0.2.1")]);
    expect(listed).toEqual(["10.0.1.1", "10.0.2.1"]);
    expect(vteps.default).toMatchObject({ kind: "ignored", reason: "not-in-southbound", first: "10.0.1.1" });
    expect(codes).toEqual(["OVN2022"]);
  });

  test("a default outside the list is ignored, and said so", () => {
    const { vteps, notes } = vtepsOf("10.0.1.1", "10.0.9.9", [encap("10.0.1.1")]);
    expect(vteps.default).toMatchObject({ kind: "ignored", reason: "not-listed", ip: "10.0.9.9", first: "10.0.1.1" });
    expect(notes.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "OVN2021 found ovn-encap-ip-default=10.0.9.9, expected one of ovn-encap-ip: 10.0.1.1; OVN ignores it",
    ]);
  });

  test("blanks are part of an address to OVN, and are reported", () => {
    const { ips: listed, notes } = vtepsOf("10.0.1.1, 10.0.2.1", undefined);
    expect(listed).toEqual([" 10.0.2.1", "10.0.1.1"]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ code: "OVN2020", hint: "OVN splits at commas alone: take the blanks out" });
  });

  test("a Southbound that has other addresses is reported", () => {
    expect(vtepsOf("10.0.1.1,10.0.3.1", undefined, [encap("10.0.1.1"), encap("10.0.2.1")]).codes).toEqual(["OVN2023"]);
  });

  test("without the chassis's database the Southbound tells them", () => {
    const encaps = [encap("10.0.2.1", { is_default: "true" }), encap("10.0.1.1"), encap("10.0.1.1", {}, "vxlan")];
    const vteps = createVteps({ chassis: "hv1", encaps, own: undefined }, () => {});
    expect(vteps.list.map((vtep) => vtep.ip)).toEqual(["10.0.2.1", "10.0.1.1"]);
    expect(vteps.default).toEqual({ kind: "configured", ip: "10.0.2.1", from: "Encap.options:is_default" });
    expect(vteps.source).toBe("southbound");
    expect(createVteps({ chassis: "hv1", encaps: [], own: undefined }, () => {}).default).toEqual({
      kind: "none",
      first: undefined,
    });
  });
});
