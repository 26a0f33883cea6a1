/**
 * Every diagnostic that the project can raise, declared once.
 *
 * A code is stable: it never changes its meaning and is never used again. The first letters after
 * `OVN` name the room: 1xxx reading OVSDB, 2xxx the linked model, 3xxx OpenFlow text, 4xxx logical
 * flows, 5xxx physical flows, 6xxx machine and trace, 7xxx verification, 8xxx the command line.
 *
 * `severity` is what the code means for an answer: an `error` says that an answer would be wrong or
 * absent, a `warning` that something was lost or assumed and the answer names it, a `note` that
 * nothing was lost.
 */
export const DIAGNOSTICS = {
  OVN1001: { severity: "error", title: "file is empty" },

  // OVN50xx: release profiles, a chassis's view, physical flows.
  OVN5001: { severity: "error", title: "unknown OVN release" },
  OVN5002: { severity: "error", title: "unknown chassis" },
  OVN5003: { severity: "warning", title: "OVN release assumed" },
  OVN5004: { severity: "warning", title: "tunnels predicted" },
  OVN5005: { severity: "warning", title: "OpenFlow ports predicted" },
  OVN5006: { severity: "warning", title: "conntrack zones predicted" },
  OVN5007: { severity: "warning", title: "encap ids taken from the Southbound" },
  OVN5010: { severity: "warning", title: "unknown port type" },
  OVN5011: { severity: "warning", title: "tunnel of an unknown kind" },
  OVN5012: { severity: "warning", title: "no tunnel to a chassis" },
  OVN5013: { severity: "warning", title: "MAC address does not parse" },
  OVN5014: { severity: "warning", title: "physical feature is not compiled" },
  OVN5015: { severity: "warning", title: "address of an encapsulation does not parse" },
} as const satisfies Record<`OVN${number}`, DiagnosticSpec>;

export type Severity = "error" | "warning" | "note";

export type DiagnosticSpec = { readonly severity: Severity; readonly title: string };

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
