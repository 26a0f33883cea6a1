import { describe, expect, test } from "vitest";
import { FLAG_BITS, flagMask } from "./flags.ts";
import { KNOWN_RELEASES, profileFor } from "./profile.ts";
import { LOGICAL_FIELDS, LOGICAL_REGISTERS } from "./registers.ts";
import { isOverlapping } from "./slice.ts";

const profile = (version: string) => {
  const found = profileFor(version);
  if (!found.ok) throw new Error(found.errors[0].message);
  return found.value;
};

/** OVN-FACTS, "OpenFlow tables by release", checked against recordings. */
const tables = `
24.03  37 38 39 -  40 41 42
24.09  40 41 42 -  43 44 45
25.03  40 41 42 -  43 44 45
25.09  41 42 43 44 45 46 47
26.03  42 43 44 45 46 47 48
`;

describe("profileFor", () => {
  test.each(
    tables
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/)),
  )("%s has its table numbers", (release, ...numbers) => {
    const found = profile(release).tables;
    const ofProfile = [
      found.largePacketDetect,
      found.largePacketProcess,
      found.remoteOutput,
      found.remoteVtepOutput,
      found.localOutput,
      found.checkLoopback,
      found.logicalEgress,
    ];
    expect(ofProfile.map((number) => (number === undefined ? "-" : String(number)))).toEqual(numbers);
  });

  test("takes the version as the Southbound gives it", () => {
    expect(profile("26.03.1-21.8.0-82.14")).toMatchObject({ release: "26.03", patch: 1 });
    expect(profile("26.03.1")).toBe(profile("26.03.1-21.8.0-82.14"));
  });

  test("goes back behind a patch that changed something", () => {
    expect(profile("25.03.0").physical).toMatchObject({ multicastSplit: true, ctStateSave: false });
    expect(profile("25.03.2").physical).toMatchObject({ multicastSplit: false, ctStateSave: true });
    expect(profile("25.03.0").registers.ctOriginalNwDst.field).toBe("reg1");
    expect(profile("25.03").registers.ctOriginalNwDst.field).toBe("reg4");
    expect(profile("25.03")).toBe(profile("25.03.4294967296"));
  });

  test.each(["22.12", "", "26.3", "26.03x", "x".repeat(1000)])("refuses %j and names those it knows", (version) => {
    const found = profileFor(version);
    expect(found).toMatchObject({ ok: false, errors: [{ code: "OVN5001" }] });
    if (!found.ok) {
      expect(found.errors[0].message).toContain(KNOWN_RELEASES.join(", "));
      expect(found.errors[0].message.length).toBeLessThan(200);
    }
  });
});

/**
 * Where each difference lies in OVN's sources, and its value by version, in the order of versions: a value holds from
 * its version on, within that release's patches and for later releases until another is named.
 */
const DIFFERENCES = `
controller/chassis.c: ovn-encap-ip-default            | defaultVtep                | 24.03.0 false, 24.09.0 true
controller/lflow.h: OFTABLE_CT_STATE_SAVE             | ctStateSave                | 24.03.0 false, 24.03.6 true, 24.09.0 false, 24.09.3 true, 25.03.0 false, 25.03.1 true
controller/lflow.h: OFTABLE_CT_ORIG_NW_DST_LOAD       | ctOriginalDestination      | 24.03.0 none, 24.03.5 established, 24.09.0 none, 24.09.2 established, 25.09.0 established-and-new
controller/physical.c: physical_run, OFTABLE_GET_FDB  | fdbDefaults                | 24.03.0 false, 25.09.0 true
controller/physical.c: physical_eval_remote_chassis_flows | remoteChassisFlood     | 24.03.0 none, 25.03.0 one-tunnel, 25.03.3 every-tunnel, 25.09.0 one-tunnel, 25.09.3 every-tunnel
controller/physical.c: MC_OFPACTS_MAX_MSG_SIZE        | multicastSplit             | 24.03.0 true, 24.03.7 false, 24.09.0 true, 24.09.4 false, 25.03.0 true, 25.03.2 false, 25.09.0 true, 25.09.1 false
controller/physical.c: consider_mc_group, mc_buf_split_ctx | multicastSplitEnd     | 24.03.0 last-member, 25.09.0 own-part, 25.09.1 last-member
controller/physical.c: get_vtep_port, has_vtep_port   | rampFlows                  | 24.03.0 vtep-datapaths, 24.03.7 local-datapaths, 24.09.0 vtep-datapaths, 24.09.4 local-datapaths, 25.03.0 vtep-datapaths, 25.03.2 local-datapaths
controller/physical.c: local_set_ct_zone_and_output_pb | multicastZoneOfEveryMember | 24.03.0 true, 25.09.0 false
controller/physical.c: consider_mc_group              | multicastContinues         | 24.03.0 when-local-members, 25.09.0 always
controller/physical.c: MFF_LOG_TUN_OFPORT             | tunnelOfport               | 24.03.0 false, 26.03.0 true
controller/physical.c: add_tunnel_ingress_pmtud_flows | rampPmtudExempt            | 24.03.0 false, 26.03.2 true
controller/physical.c: use_flow_based_tunnels         | flowBasedTunnels           | 24.03.0 false, 26.03.0 true
controller/physical.c: consider_port_binding, is-nf   | networkFunctions           | 24.03.0 false, 26.03.0 true
controller/neighbor.c: neighbor_run                   | evpnInterfaces             | 24.03.0 none, 25.09.0 by-vni, 26.03.0 named
controller/lport.c: get_lport_type, LP_MIRROR         | mirrorPorts                | 24.03.0 false, 25.09.0 true
controller/physical.c: pbs_are_peers                  | mixedPeers                 | 24.03.0 false, 25.03.0 true
controller/physical.c: put_local_common_flows         | nestedParentOwned          | 24.03.0 false, 24.09.0 true
controller/physical.c: consider_port_binding, parent_port | unbindableContainer    | 24.03.0 local, 24.03.2 dropped, 24.03.6 remote, 24.09.0 dropped, 24.09.3 remote, 25.03.0 dropped, 25.03.1 remote
controller/physical.c: consider_port_binding, CAN_BIND_AS_MAIN | containerOnFurtherChassis | 24.03.0 local, 24.03.4 dropped, 24.03.6 local, 24.09.1 dropped, 24.09.3 local
controller/physical.c: always_tunnel                  | alwaysTunnel               | 24.03.0 false, 24.09.0 true
controller/lport.c: lport_is_chassis_resident         | redirectResidence          | 24.03.0 ha-group, 25.03.2 binding
controller/local_data.c: need_add_peer_to_local       | gatewayRouterFromSwitch    | 24.03.0 everywhere, 25.03.1 ha-chassis
controller/binding.c: binding_run, LP_REMOTE          | remotePortsRelated         | 24.03.0 false, 25.03.0 true
controller/physical.c: setup_activation_strategy      | activationStrategies       | 24.03.0 rarp, 25.09.0 rarp+garp+na
controller/physical.c: pb_parse_activation_strategy   | activationList             | 24.03.0 false, 25.09.0 true
lib/actions.c: encode_start_ovn_field_note            | fragMtu                    | 24.03.0 controller, 24.09.0 note
`;

describe("differences of physical flows", () => {
  const versions = ["24.03", "24.09", "25.03", "25.09", "26.03"].flatMap((release) =>
    Array.from({ length: 10 }, (_, patch) => ({ release, patch, name: `${release}.${patch}` })),
  );
  const rows = DIFFERENCES.trim()
    .split("\n")
    .map((line) => {
      const [source = "", feature = "", changes = ""] = line.split("|").map((cell) => cell.trim());
      const steps = new Map(changes.split(", ").map((step) => step.split(" ") as [string, string]));
      return { source, feature, steps };
    });
  const valueOf = (version: string, feature: string): string => {
    const value: unknown = Object.entries(profile(version).physical).find(([name]) => name === feature)?.[1];
    return Array.isArray(value) ? value.join("+") : String(value);
  };

  test.each(rows)("$feature, by $source", ({ feature, steps }) => {
    let expected = "";
    const found: string[] = [];
    const wanted: string[] = [];
    for (const { name } of versions) {
      expected = steps.get(name) ?? expected;
      wanted.push(`${name} ${expected}`);
      found.push(`${name} ${valueOf(name, feature)}`);
    }
    expect(found).toEqual(wanted);
  });

  test("have a line each", () => {
    expect(rows.map(({ feature }) => feature).toSorted()).toEqual(Object.keys(profile("26.03").physical).toSorted());
  });

  // include/ovn/logical-fields.h: MFF_LOG_CT_ORIG_NW_DST_ADDR, MFF_LOG_CT_ORIG_IP6_DST_ADDR, MFF_LOG_CT_ORIG_TP_DST_PORT.
  test.each([
    ["24.03.9", "reg1", "xxreg1", "reg2"],
    ["24.09.4", "reg1", "xxreg1", "reg2"],
    ["25.03.1", "reg1", "xxreg1", "reg2"],
    ["25.03.2", "reg4", "xxreg1", "reg2"],
    ["25.09.0", "xxreg1", "xxreg1", "xxreg1"],
  ])("original destinations in %s are looked up into %s, %s and %s", (version, ip4, ip6, port) => {
    const { ctOriginalNwDst, ctOriginalIp6Dst, ctOriginalTpDst } = profile(version).registers;
    expect([ctOriginalNwDst, ctOriginalIp6Dst, ctOriginalTpDst].map(({ field }) => field)).toEqual([ip4, ip6, port]);
  });

  // controller/lflow.h of each branch: OFTABLE_FLOOD_REMOTE_CHASSIS, OFTABLE_CT_ORIG_PROTO_LOAD, OFTABLE_GET_REMOTE_FDB, OFTABLE_LEARN_REMOTE_FDB.
  test.each([
    ["24.03", []],
    ["24.09", []],
    ["25.03", [84]],
    ["25.09", [84, 86, 87]],
    ["26.03", [84, 86, 87, 88]],
  ])("%s has, beyond the tables that all have, %j", (version, expected) => {
    const { floodRemoteChassis, ctOriginalProto, getRemoteFdb, learnRemoteFdb } = profile(version).tables;
    const more = [floodRemoteChassis, ctOriginalProto, getRemoteFdb, learnRemoteFdb];
    expect(more.filter((table) => table !== undefined)).toEqual(expected);
  });
});

describe("registers", () => {
  const live = Object.entries({ ...LOGICAL_FIELDS, ...Object.fromEntries(LOGICAL_REGISTERS.map((r) => [r.field, r])) });

  test("no two that hold their value share a bit", () => {
    const shared = live.flatMap(([name, a]) =>
      live.filter(([other, b]) => name < other && isOverlapping(a, b)).map(([other]) => `${name} and ${other}`),
    );
    expect(shared).toEqual([]);
  });

  test("flags have a bit each", () => {
    expect(new Set(Object.values(FLAG_BITS)).size).toBe(Object.keys(FLAG_BITS).length);
    expect(flagMask("allowLoopback", "receivedFromRamp")).toBe(3);
  });
});
