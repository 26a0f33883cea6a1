import { isIpv4 } from "../address/ipv4.ts";
import { isIpv6 } from "../address/ipv6.ts";
import { createDiagnostic, type Diagnostic, type Place } from "../diagnostic/diagnostic.ts";
import type { Encap } from "../southbound/rows.ts";
import { readFlag, type SettingValue } from "./setting.ts";

/** A tunnel endpoint of a chassis. Its place in {@link Vteps.list} is its encap id. */
export type Vtep = {
  /** Index of the address in the chassis's list; what reg13[16..31] carries on this chassis. */
  readonly encapId: number;
  /** The address as configured; OVN compares these as text. */
  readonly ip: string;
  /** The Southbound's rows for this address, one per tunnel type, in the order of `Chassis.encaps`. */
  readonly encaps: readonly Encap[];
  readonly isDefault: boolean;
};

/**
 * Why the VTEP with encap id 0 has that id, or why a wish for another was not met: `not-listed` when
 * `ovn-encap-ip` has no such address, `not-in-southbound` when the chassis's Encap rows mark no default.
 * An ovn-controller before 24.09 does not know the key, and marks none.
 */
export type DefaultVtep =
  | { readonly kind: "configured"; readonly ip: string; readonly from: string }
  | {
      readonly kind: "ignored";
      readonly ip: string;
      readonly from: string;
      readonly reason: "not-listed" | "not-in-southbound";
      readonly first: string | undefined;
    }
  | { readonly kind: "none"; readonly first: string | undefined };

/** The VTEPs of one chassis, in the order of their encap ids. */
export type Vteps = {
  readonly list: readonly Vtep[];
  readonly byIp: ReadonlyMap<string, Vtep>;
  /** What decided which VTEP is the default one. `from` names the key or the column that says so. */
  readonly default: DefaultVtep;
  /** Where the list was read: the chassis's own `ovn-encap-ip`, or the Southbound when that is not at hand. */
  readonly source: "open-vswitch" | "southbound";
};

/**
 * Orders addresses by their encap ids: duplicates dropped, sorted as text (`172.16.10.1` comes before
 * `172.16.2.1`), then the default one and the first one swapped.
 */
export function orderByEncapId(ips: Iterable<string>, defaultIp: string | undefined): readonly string[] {
  const ordered = [...new Set(ips)].sort();
  const at = defaultIp === undefined ? -1 : ordered.indexOf(defaultIp);
  if (at > 0) [ordered[0], ordered[at]] = [ordered[at]!, ordered[0]!];
  return ordered;
}

export type VtepConfiguration = {
  readonly chassis: string;
  /** The rows of `Chassis.encaps`. */
  readonly encaps: readonly Encap[];
  /** The chassis's own settings; absent when its database is not at hand. */
  readonly own:
    | { readonly file: string; readonly ips: SettingValue | undefined; readonly default: SettingValue | undefined }
    | undefined;
};

/** Works out the VTEPs of a chassis and their encap ids. */
export function createVteps(from: VtepConfiguration, report: (diagnostic: Diagnostic) => void): Vteps {
  const { encaps, own } = from;
  if (own?.ips === undefined) {
    const marked = encaps.find(isMarkedDefault)?.ip;
    const chosen: DefaultVtep | undefined =
      marked === undefined ? undefined : { kind: "configured", ip: marked, from: "Encap.options:is_default" };
    return listVteps(
      encaps.map(({ ip }) => ip),
      chosen,
      encaps,
      "southbound",
    );
  }
  const place: Place = { file: own.file, table: "Open_vSwitch", column: "external_ids", chassis: from.chassis };
  const ips = own.ips.value.split(",").filter((ip) => ip !== "");
  checkAddresses(ips, own.ips, place, report);
  checkSouthbound(ips, encaps, own.ips, place, report);
  return listVteps(ips, chooseDefault(ips, encaps, own.default, place, report), encaps, "open-vswitch");
}

function isMarkedDefault({ options }: Encap): boolean {
  return readFlag(options.get("is_default"), false);
}

function listVteps(
  ips: readonly string[],
  chosen: DefaultVtep | undefined,
  encaps: readonly Encap[],
  source: Vteps["source"],
): Vteps {
  const defaultIp = chosen?.kind === "configured" ? chosen.ip : undefined;
  const list = orderByEncapId(ips, defaultIp).map((ip, encapId): Vtep => {
    return { encapId, ip, encaps: encaps.filter((encap) => encap.ip === ip), isDefault: ip === defaultIp };
  });
  const byIp = new Map(list.map((vtep) => [vtep.ip, vtep]));
  const first = list[0]?.ip;
  const reason = chosen?.kind === "ignored" ? { ...chosen, first } : chosen;
  return { list, byIp, default: reason ?? { kind: "none", first }, source };
}

function chooseDefault(
  ips: readonly string[],
  encaps: readonly Encap[],
  wish: SettingValue | undefined,
  place: Place,
  report: (diagnostic: Diagnostic) => void,
): DefaultVtep | undefined {
  if (wish === undefined) return undefined;
  const { value: ip, from } = wish;
  if (!ips.includes(ip)) {
    const message = `found ${from}=${ip}, expected one of ovn-encap-ip: ${ips.join(", ")}; OVN ignores it`;
    report(createDiagnostic("OVN2021", place, message, "correct the default, or add the address to ovn-encap-ip"));
    return { kind: "ignored", ip, from, reason: "not-listed", first: undefined };
  }
  if (encaps.length > 0 && !encaps.some((encap) => encap.ip === ip && isMarkedDefault(encap))) {
    const message = `found ${from}=${ip}, but no Encap row of the chassis has options:is_default=true for it; it is taken as not in force`;
    const hint = "ovn-controller knows the key from 24.09 on; is an older one, or none, running there?";
    report(createDiagnostic("OVN2022", place, message, hint));
    return { kind: "ignored", ip, from, reason: "not-in-southbound", first: undefined };
  }
  return { kind: "configured", ip, from };
}

function checkAddresses(
  ips: readonly string[],
  setting: SettingValue,
  place: Place,
  report: (d: Diagnostic) => void,
): void {
  for (const ip of new Set(ips)) {
    if (isIpv4(ip) || isIpv6(ip)) continue;
    const message = `found ${JSON.stringify(ip)} in ${setting.from}, expected an IPv4 or IPv6 address`;
    const hint = ip.trim() === ip ? undefined : "OVN splits at commas alone: take the blanks out";
    report(createDiagnostic("OVN2020", place, message, hint));
  }
}

function checkSouthbound(
  ips: readonly string[],
  encaps: readonly Encap[],
  setting: SettingValue,
  place: Place,
  report: (d: Diagnostic) => void,
): void {
  if (encaps.length === 0) return;
  const own = orderByEncapId(ips, undefined).join(", ");
  const known = orderByEncapId(
    encaps.map(({ ip }) => ip),
    undefined,
  ).join(", ");
  if (own === known) return;
  const message = `found ${setting.from}=${own}, but the Southbound has ${known} for this chassis`;
  const hint = "ovn-controller has not yet written the change, or another chassis has one of the addresses";
  report(createDiagnostic("OVN2023", place, message, hint));
}
