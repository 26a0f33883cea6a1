import { type ClusterChassis, type ClusterPort, createDiagnostic, parseIpv4, parseIpv6 } from "@ovn-sim/model";
import type { TunnelType } from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { setField } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";

/**
 * The address at which a chassis is reached when nothing names one: its Encap with
 * `options:default-encap-ip`, else its first one of the type.
 */
export function chassisEncapIp(chassis: ClusterChassis, type: TunnelType): string | undefined {
  const encaps = chassis.encaps.filter((encap) => encap.type === type);
  const chosen = encaps.find((encap) => encap.options.get("default-encap-ip") === "true") ?? encaps[0];
  return chosen?.ip;
}

/** The address of a port's VTEP, when it is of the tunnel's type, else its chassis's. */
export function portEncapIp(port: ClusterPort, chassis: ClusterChassis, type: TunnelType): string | undefined {
  return port.encap?.type === type ? port.encap.ip : chassisEncapIp(chassis, type);
}

/** Says from which address to which a packet is tunnelled. An address that is none is left out, as OVN does. */
export function setTunnelIps(context: PhysicalContext, localIp: string, remoteIp: string): Action[] {
  return [
    ...setTunnelIp(context, localIp, "tun_src", "tun_ipv6_src"),
    ...setTunnelIp(context, remoteIp, "tun_dst", "tun_ipv6_dst"),
  ];
}

function setTunnelIp(
  context: PhysicalContext,
  ip: string,
  field4: "tun_src" | "tun_dst",
  field6: "tun_ipv6_src" | "tun_ipv6_dst",
): Action[] {
  const ipv4 = parseIpv4(ip);
  if (ipv4 !== undefined) return [setField(field4, ipv4)];
  const ipv6 = parseIpv6(ip);
  if (ipv6 !== undefined) return [setField(field6, ipv6)];
  context.noteOnce(`address ${ip}`, () => {
    const message = `${JSON.stringify(ip)} is configured as the address of a tunnel endpoint: expected an IPv4 or IPv6 address`;
    return createDiagnostic("OVN5015", { chassis: context.view.name }, message);
  });
  return [];
}
