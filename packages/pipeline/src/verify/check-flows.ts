import type { Cluster } from "@ovn-sim/model";
import type { Station } from "../trace/station.ts";
import { checkFloods } from "./check-floods.ts";
import { checkInterfaceInputs } from "./check-inputs.ts";
import { checkLimits } from "./check-limits.ts";
import { checkRegisterHalves } from "./check-registers.ts";
import { checkRemoteOutput } from "./check-remote-output.ts";
import { checkTunnelInputs } from "./check-tunnel-inputs.ts";
import type { FindingBook } from "./finding-book.ts";

/** What the flows of one chassis do to packets at the places where the rules speak of them. */
export function checkFlows(cluster: Cluster, station: Station, book: FindingBook): void {
  const { view, flows } = station;
  if (book.wants("encap-id-apart")) {
    book.judged("encap-id-apart", flows.flows.length);
    for (const finding of checkRegisterHalves(flows.flows, view.profile, view.name)) book.add(finding);
  }
  if (book.wants("interface-input", "zone-loaded", "encap-id-range", "source-vtep"))
    checkInterfaceInputs(cluster, station, book);
  if (book.wants("decapsulation", "zone-loaded")) checkTunnelInputs(cluster, station, book);
  if (book.wants("every-encap-id")) checkRemoteOutput(cluster, station, book);
  if (book.wants("bum-exactly-once")) checkFloods(cluster, station, book);
  if (book.wants("bum-within-limits", "bum-near-limits")) checkLimits(station, book);
}
