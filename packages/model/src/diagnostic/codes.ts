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
} as const satisfies Record<`OVN${number}`, DiagnosticSpec>;

export type Severity = "error" | "warning" | "note";

export type DiagnosticSpec = { readonly severity: Severity; readonly title: string };

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
