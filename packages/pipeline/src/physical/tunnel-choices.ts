import type { ClusterChassis } from "@ovn-sim/model";
import type { ChassisView, Tunnel } from "../chassis/index.ts";
import { selectTunnel, type TunnelChoice } from "./select-tunnel.ts";

/** The tunnels that are taken to one address of a chassis. */
export type Route = {
  readonly chassis: ClusterChassis;
  /** By the VTEP of each encap id. */
  readonly byEncapId: readonly TunnelChoice[];
  /** By any VTEP. */
  readonly any: TunnelChoice;
};

const NO_ROUTE: readonly Route[] = [];
const NO_TUNNELS: readonly Tunnel[] = [];

/** The routes of one chassis: thousands of ports are behind the same VTEP, so each is chosen once. */
export class TunnelChoices {
  readonly #view: ChassisView;
  readonly #known = new Map<ClusterChassis, Map<string | undefined, readonly Route[]>>();

  constructor(view: ChassisView) {
    this.#view = view;
  }

  /** The one route to an address of a chassis, or to any of its addresses; none without a tunnel there. See {@link selectTunnel}. */
  routesTo(chassis: ClusterChassis, remoteIp: string | undefined): readonly Route[] {
    let byAddress = this.#known.get(chassis);
    if (byAddress === undefined)
      this.#known.set(chassis, (byAddress = new Map<string | undefined, readonly Route[]>()));
    let routes = byAddress.get(remoteIp);
    if (routes === undefined) byAddress.set(remoteIp, (routes = this.#choose(chassis, remoteIp)));
    return routes;
  }

  #choose(chassis: ClusterChassis, remoteIp: string | undefined): readonly Route[] {
    const { tunnelsTo, encapIps } = this.#view;
    const tunnels = tunnelsTo.get(chassis.name) ?? NO_TUNNELS;
    const any = selectTunnel(tunnels, { remoteIp, localIp: undefined });
    if (any === undefined) return NO_ROUTE;
    // Where there is one tunnel there is a choice for each VTEP: the first tunnel is what is taken for want of another.
    const byEncapId = encapIps.map((localIp) => selectTunnel(tunnels, { remoteIp, localIp })!);
    return [{ chassis, byEncapId, any }];
  }
}
