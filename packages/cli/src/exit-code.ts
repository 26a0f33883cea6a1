/** What the command's exit says (DESIGN, "Command-line contract"). */
export const EXIT = {
  good: 0,
  /** Findings or differences. */
  findings: 1,
  /** Wrong usage, or input that could not be read or not wholly used. */
  unusable: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
