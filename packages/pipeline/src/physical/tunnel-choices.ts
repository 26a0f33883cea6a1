import type { ClusterChassis } from "@ovn-sim/model";
import type { ChassisView } from "../chassis/index.ts";
import { selectTunnel, type TunnelChoice } from "./select-tunnel.ts";

/** The choices of tunnels of one chassis: ports of the same VTEP share them, so each is made once. */
export class TunnelChoices {
  readonly #view: ChassisView;
  readonly #known = new Map<ClusterChassis, Map<string | undefined, (TunnelChoice | undefined)[]>>();

  constructor(view: ChassisView) {
    this.#view = view;
  }

  /** The tunnel to an address of a chassis by the VTEP of an encap id, or by any; see {@link selectTunnel}. */
  choose(chassis: ClusterChassis, remoteIp: string | undefined, encapId: number | undefined): TunnelChoice | undefined {
    let byAddress = this.#known.get(chassis);
    if (byAddress === undefined)
      this.#known.set(chassis, (byAddress = new Map<string | undefined, (TunnelChoice | undefined)[]>()));
    let choices = byAddress.get(remoteIp);
    if (choices === undefined) byAddress.set(remoteIp, (choices = []));
    // The first place is that of any VTEP.
    const at = encapId === undefined ? 0 : encapId + 1;
    if (at in choices) return choices[at];
    const localIp = encapId === undefined ? undefined : this.#view.encapIps[encapId];
    const choice = selectTunnel(this.#view.tunnelsTo.get(chassis.name) ?? [], { remoteIp, localIp });
    choices[at] = choice;
    return choice;
  }
}
