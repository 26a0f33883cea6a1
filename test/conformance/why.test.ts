import { createTracer, type Trace } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { recordedCluster, valueOf } from "./recorded-cluster.ts";

/**
 * What must be said of an end of a tunnel. The words were written from what the recordings' databases hold:
 * `Interface.external_ids`, `Open_vSwitch.external_ids`, `Encap` and `Port_Binding.encap`.
 */
type End = {
  /** The address; or the addresses, when the configuration leaves it open and OVN's hash order decides. */
  readonly ip: string | readonly string[];
  readonly says: readonly string[];
};

type Case = {
  readonly from: string;
  readonly to: string;
  readonly encapId: number;
  readonly source: End;
  readonly destination: End;
  /** The pair of addresses taken stands for PAIR in it, the destination's for DESTINATION. */
  readonly outcome: string;
};

const CONFIGURED = "Both VTEPs are the configured ones.";

function checkCases(scenario: string, cases: readonly Case[]): void {
  const recordings = listRecordings().filter((recording) => recording.scenario === scenario);
  describe.each(recordings)(`$name`, (recording) => {
    const tracer = createTracer(recordedCluster(recording));
    test.each(cases)("$from to $to", ({ from, to, encapId, source, destination, outcome }) => {
      const trace: Trace = valueOf(tracer.trace({ kind: "ports", from, to }));
      expect(trace.tunnels).toHaveLength(1);
      const [tunnel] = trace.tunnels;
      expect(tunnel!.encapId).toBe(encapId);
      expect([source.ip].flat()).toContain(tunnel!.sourceIp);
      expect([destination.ip].flat()).toContain(tunnel!.destinationIp);
      for (const words of source.says) expect(tunnel!.why.source).toContain(words);
      for (const words of destination.says) expect(tunnel!.why.destination).toContain(words);
      const pair = `${tunnel!.sourceIp} ==> ${tunnel!.destinationIp}`;
      const said = outcome.replace("PAIR", pair).replace("DESTINATION", tunnel!.destinationIp);
      expect(trace.outcome).toEqual(["Delivered once.", said]);
    });
  });
}

describe("a VTEP that is not there, a key that nobody reads, a default that is not in the list", () => {
  const wrong = {
    ip: "192.168.20.11",
    says: ["encap-ip 192.168.77.11 of red-a1's interface is not a VTEP of kn-a", "first of kn-a's sorted list"],
  };
  const unread = {
    ip: "192.168.20.11",
    says: ["ovn-encap-ip=192.168.20.11", "read by nobody", "first of kn-a's sorted list"],
  };
  const own = { ip: "192.168.20.12", says: ["encap-ip of red-b1's interface"] };
  const ignored = {
    ip: "192.168.20.12",
    says: ["first of kn-b's sorted list", "ovn-encap-ip-default=192.168.77.12 is ignored", "not in the list"],
  };
  const notConfigured = "The VTEPs PAIR are not those of the configuration.";
  const leftOpen = "Allowed, but OVN chose DESTINATION silently: the configuration asks for no VTEP there.";
  const toAny = (port: string, ...says: string[]): End => ({
    ip: port.startsWith("red-a") ? ["192.168.3.11", "192.168.20.11"] : ["192.168.3.12", "192.168.20.12"],
    says: [`Port_Binding.encap of ${port} is empty`, ...says],
  });
  checkCases("misconfigured", [
    {
      from: "red-a1",
      to: "red-b1",
      encapId: 0,
      source: wrong,
      destination: { ip: own.ip, says: ["Port_Binding.encap of red-b1", ...own.says] },
      outcome: notConfigured,
    },
    {
      from: "red-a2",
      to: "red-b1",
      encapId: 0,
      source: unread,
      destination: { ip: own.ip, says: ["Port_Binding.encap of red-b1", ...own.says] },
      outcome: "The source's VTEP stands under a key that nobody reads, so 192.168.20.11 was used.",
    },
    {
      from: "red-a2",
      to: "red-b2",
      encapId: 0,
      source: unread,
      destination: toAny("red-b2"),
      outcome: leftOpen,
    },
    {
      from: "red-b1",
      to: "red-a1",
      encapId: 0,
      source: own,
      destination: toAny("red-a1", "encap-ip 192.168.77.11 of red-a1's interface is not a VTEP of kn-a"),
      outcome: notConfigured,
    },
    {
      from: "red-b1",
      to: "red-a2",
      encapId: 0,
      source: own,
      destination: toAny("red-a2", "ovn-encap-ip=192.168.20.11", "read by nobody"),
      outcome: leftOpen,
    },
    {
      from: "red-b2",
      to: "red-a2",
      encapId: 0,
      source: ignored,
      destination: toAny("red-a2"),
      outcome: leftOpen,
    },
  ]);
});

describe("a default VTEP that is not the first", () => {
  const a1 = { ip: "192.168.3.11", says: ["red-a1 has no encap-ip", "default VTEP of kn-a", "ovn-encap-ip-default"] };
  const a2 = { ip: "192.168.20.11", says: ["encap-ip of red-a2's interface"] };
  const b1 = { ip: "192.168.3.12", says: ["encap-ip of red-b1's interface"] };
  const b2 = { ip: "192.168.100.12", says: ["red-b2 has no encap-ip", "default VTEP of kn-b", "ovn-encap-ip-default"] };
  const to = (port: string, { ip, says }: End) => ({ ip, says: [`Port_Binding.encap of ${port}`, ...says] });
  checkCases("default-vtep", [
    // As text 192.168.100.11 < 192.168.20.11 < 192.168.3.11; the default 192.168.3.11 changes places with the first.
    { from: "red-a1", to: "red-b1", encapId: 0, source: a1, destination: to("red-b1", b1), outcome: CONFIGURED },
    { from: "red-a1", to: "red-b2", encapId: 0, source: a1, destination: to("red-b2", b2), outcome: CONFIGURED },
    { from: "red-a2", to: "red-b1", encapId: 1, source: a2, destination: to("red-b1", b1), outcome: CONFIGURED },
    { from: "red-b1", to: "red-a1", encapId: 2, source: b1, destination: to("red-a1", a1), outcome: CONFIGURED },
    { from: "red-b2", to: "red-a2", encapId: 0, source: b2, destination: to("red-a2", a2), outcome: CONFIGURED },
  ]);
});

describe("ten VTEPs, sorted as text", () => {
  // 192.168.1.31, 192.168.10.31, 192.168.2.31, …: the second by text is the tenth by number.
  const l1 = { ip: "192.168.10.31", says: ["encap-ip of red-l1's interface", "encap id 1, reg13[16..31]"] };
  const l2 = { ip: "192.168.2.31", says: ["encap-ip of red-l2's interface", "encap id 2, reg13[16..31]"] };
  const r1 = { ip: "192.168.2.32", says: ["Port_Binding.encap of red-r1"] };
  const r2 = { ip: "192.168.1.32", says: ["Port_Binding.encap of red-r2"] };
  checkCases("ten-vteps", [
    { from: "red-l1", to: "red-r1", encapId: 1, source: l1, destination: r1, outcome: CONFIGURED },
    { from: "red-l1", to: "red-r2", encapId: 1, source: l1, destination: r2, outcome: CONFIGURED },
    { from: "red-l2", to: "red-r1", encapId: 2, source: l2, destination: r1, outcome: CONFIGURED },
    { from: "red-l2", to: "red-r2", encapId: 2, source: l2, destination: r2, outcome: CONFIGURED },
  ]);
});

describe("the Southbound has not what the interface asks for", () => {
  // VXLAN of 26.03: every interface has an encap-ip that is a VTEP, and yet no Port_Binding names it.
  const cases = listRecordings().filter(({ scenario, release }) => scenario === "vxlan" && release === "26.03");
  test.each(cases)("$name", (recording) => {
    const tracer = createTracer(recordedCluster(recording));
    const { tunnels, outcome } = valueOf(tracer.trace({ kind: "ports", from: "red-a1", to: "red-b1" }));
    expect(tunnels[0]).toMatchObject({ sourceIp: "192.168.20.11", asConfigured: false });
    expect(tunnels[0]!.why.source).toContain(
      "encap-ip of red-a1's interface is 192.168.3.11, but Port_Binding.encap is empty",
    );
    expect(outcome[1]).toContain("are not those of the configuration");
  });
});

describe.each(listRecordings().filter(({ scenario }) => scenario === "several-chassis"))(
  "a port on a further chassis ($name)",
  (recording) => {
    const tracer = createTracer(recordedCluster(recording));

    test("is held against the Encap that it has there, not that of its main chassis", () => {
      const { tunnels } = valueOf(tracer.trace({ kind: "ports", from: "tin-1", to: "tin-moving" }));
      expect(tunnels).toMatchObject([{ toChassis: "rack-2" }]);
      const [{ destinationIp, why }] = tunnels as [(typeof tunnels)[number]];
      expect(["192.168.5.2", "192.168.6.2"]).toContain(destinationIp);
      expect(why.destination).toContain("Port_Binding.additional_encap");
      expect(why.destination).not.toContain("192.168.6.1");
      if (destinationIp === "192.168.6.2") expect(why.destination).toContain("says 192.168.5.2");
    });

    test("is silent there until it is activated, and the trace says what it waits for", () => {
      const request = { kind: "ports", from: "tin-moving", to: "tin-1", chassis: "rack-2" } as const;
      const { deliveries, outcome } = valueOf(tracer.trace(request));
      expect(deliveries).toEqual([]);
      expect(outcome[0]).toBe(
        "Not delivered: tin-moving is not active yet on rack-2, one of its further chassis (options:activation-strategy=rarp).",
      );
    });

    // A flow of priority 110 for reg14=0x4 matches no encap id; in one recording it takes the very tunnel of encap id 0, in the other another.
    test("sends by a flow that does not look at the encap id, maybe past the tunnel of the configured pair", () => {
      const request = { kind: "ports", from: "gold-moving", to: "gold-1", chassis: "rack-2" } as const;
      const { tunnels, outcome } = valueOf(tracer.trace(request));
      const [{ encapId, sourceIp, why, whyKind, asConfigured }] = tunnels as [(typeof tunnels)[number]];
      expect([tunnels.length, encapId]).toEqual([1, 0]);
      if (recording.release === "25.03") {
        expect([sourceIp, whyKind.source, asConfigured]).toEqual(["192.168.5.2", "port-binding", true]);
        return;
      }
      expect([sourceIp, whyKind.source, asConfigured]).toEqual(["192.168.6.2", "passed-over", false]);
      expect(why.source).toContain("although a tunnel has that pair (192.168.5.2 ==> 192.168.6.1)");
      expect(outcome[1]).toContain("passed over the tunnel of the configured pair silently");
    });

    test("starts no packet on a chassis where the port is not, and says where it is", () => {
      const refused = tracer.trace({ kind: "ports", from: "tin-moving", to: "tin-1", chassis: "rack-9" });
      expect(refused.ok).toBe(false);
      const other = tracer.trace({ kind: "ports", from: "tin-1", to: "tin-2", chassis: "rack-2" });
      const said = other.ok ? [] : other.errors.map(({ code, message }) => `${code} ${message}`);
      expect(said).toEqual(["OVN6502 port tin-1 is bound to rack-1, and rack-2 was asked for"]);
    });
  },
);
