import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tunnel } from "../chassis/index.ts";
import { selectTunnel } from "./select-tunnel.ts";

const tunnel = (ofport: number, remoteIp: string, localIp?: string): Tunnel => {
  return { port: `t${ofport}`, ofport, type: "geneve", chassis: "hv2", remoteIp, localIp, isRamp: false };
};

/** 2 local by 2 remote addresses; the one found first joins none that a case wants. */
const tunnels = [tunnel(4, "r2", "l2"), tunnel(1, "r1", "l1"), tunnel(2, "r1", "l2"), tunnel(3, "r2", "l1")];

const cases = `
r1 l1 => 1 exact
r1 l2 => 2 exact
r2 l1 => 3 exact
-  l1 => 1 any-remote
-  l2 => 4 any-remote
r1 -  => 1 exact
-  -  => 4 any
r9 l1 => 4 fallback
r1 l9 => 4 fallback
-  l9 => 4 fallback
`;

describe("selectTunnel", () => {
  test.each(
    cases
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/)),
  )("%s %s %s %s %s", (remote, local, _arrow, ofport, reason) => {
    const address = (text = "") => (text === "-" ? undefined : text);
    const choice = selectTunnel(tunnels, { remoteIp: address(remote), localIp: address(local) });
    expect([String(choice?.tunnel.ofport), choice?.reason]).toEqual([ofport, reason]);
  });

  test("no tunnel, no choice", () => {
    expect(selectTunnel([], { remoteIp: undefined, localIp: undefined })).toBeUndefined();
  });

  test("a tunnel without a local address on record fits each", () => {
    const choice = selectTunnel([tunnel(1, "r1")], { remoteIp: "r1", localIp: "l7" });
    expect(choice?.reason).toBe("exact");
  });

  test("is exact just when a tunnel joins the wanted pair", () => {
    const ip = fc.constantFrom("1", "2", "3");
    const pairs = fc.uniqueArray(fc.tuple(ip, ip), { minLength: 1, selector: (pair) => pair.join() });
    fc.assert(
      fc.property(pairs, ip, ip, (made, remoteIp, localIp) => {
        const all = made.map(([remote, local], index) => tunnel(index + 1, remote, local));
        const choice = selectTunnel(all, { remoteIp, localIp });
        const isThere = made.some(([remote, local]) => remote === remoteIp && local === localIp);
        expect(choice?.reason).toBe(isThere ? "exact" : "fallback");
        if (isThere) expect([choice?.tunnel.remoteIp, choice?.tunnel.localIp]).toEqual([remoteIp, localIp]);
      }),
    );
  });
});
