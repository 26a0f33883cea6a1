import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTunnelId, parseTunnelId } from "./tunnel-id.ts";

const chassis = fc.stringMatching(/^[^@]{1,20}$/s);
const ip = fc.constantFrom("10.0.0.1", "fd00::1", "172.16.10.1");

describe("tunnel ids", () => {
  test("what ovn-controller writes is read back", () => {
    fc.assert(
      fc.property(chassis, ip, fc.option(ip, { nil: undefined }), (name, remoteIp, localIp) => {
        const id = { kind: "pair", chassis: name, remoteIp, localIp } as const;
        expect(parseTunnelId(formatTunnelId(id))).toEqual(id);
      }),
    );
  });

  test("flow-based ports have none of their own", () => expect(parseTunnelId("flow")).toEqual({ kind: "flow" }));

  test.each(["", "hv1", "hv1@", "@10.0.0.1", "hv1@%10.0.0.1"])("%j is none", (text) => {
    expect(parseTunnelId(text)).toBeUndefined();
  });
});
