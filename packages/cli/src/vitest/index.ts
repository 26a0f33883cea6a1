// Matchers of vitest over clusters: `import "ovn-sim/vitest"` in a test or a set-up file.
import { expect } from "vitest";
import { matchDeliver, matchUseVteps, type Packet, type PacketByVteps } from "./delivery.ts";
import { type FindingsOptions, matchNoFindings, matchVtepsByInterface } from "./findings.ts";

export type { Packet, PacketByVteps } from "./delivery.ts";
export type { FindingsOptions } from "./findings.ts";
export type { Subject } from "./subject.ts";

/** What can be expected of a `Cluster`, of what holds one, or of the paths of a snapshot. */
export interface ClusterMatchers<R> {
  /**
   * Every packet between ports leaves by the VTEP of its source's interface and arrives at that of its destination's, for
   * each encap id too: the rules of `ovn-sim verify` on selection.
   */
  toSelectVtepsByInterface(options?: FindingsOptions): R;
  /** No rule of `ovn-sim verify` is broken, or none of `options.rules`; notes do not count. */
  toHaveNoFindings(options?: FindingsOptions): R;
  /** A packet reaches the port that it is for, once, and no other. */
  toDeliver(packet: Packet): R;
  /** A packet is delivered, and every tunnel on its way is from `source` to `destination`. */
  toUseVteps(packet: PacketByVteps): R;
}

declare module "vitest" {
  // oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-explicit-any -- as vitest declares it
  interface Matchers<T = any> extends ClusterMatchers<T> {}
}

expect.extend({
  toSelectVtepsByInterface: matchVtepsByInterface,
  toHaveNoFindings: matchNoFindings,
  toDeliver: matchDeliver,
  toUseVteps: matchUseVteps,
});
