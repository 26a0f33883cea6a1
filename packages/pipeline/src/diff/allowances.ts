/**
 * What two sets of flows may differ in and still be the same set: the freedom that the real
 * ovn-controller has, because it leaves the choice to the order of a hash table. Nothing else is allowed.
 */
export const ALLOWANCES = {
  "bum-tunnel": {
    title: "which tunnel of a chassis carries BUM",
    reason:
      "a multicast group's flow sends one copy to each remote chassis by whichever of its tunnels comes first in a hash table; rule 5 lets BUM use any VTEP",
  },
  "fan-out-order": {
    title: "the order of the copies of a multicast group's flow",
    reason: "the members of a group are visited in the order of a hash table; each member still gets the same copy",
  },
  "rival-rows": {
    title: "which row's wish is installed where several rows want a flow with the same match",
    reason:
      "of wanted flows with the same match the one that comes first in a hash table is installed: two load balancers with one backend, a router port with two networks, containers whose parents have one key",
  },
  numbering: {
    title: "the numbers of conjunctions, groups and meters",
    reason: "ids are given out in the order in which flows were first compiled, and kept over later changes",
  },
} as const satisfies Record<string, { readonly title: string; readonly reason: string }>;

export type AllowanceId = keyof typeof ALLOWANCES;
