/** The tables of the Northbound whose rows decide about packets; others only lend a logical flow its addresses. */
const DECIDERS: ReadonlySet<string> = new Set([
  "ACL",
  "Forwarding_Group",
  "Load_Balancer",
  "Logical_Router_Policy",
  "Logical_Router_Static_Route",
  "NAT",
]);

export function isDecider(table: string): boolean {
  return DECIDERS.has(table);
}
