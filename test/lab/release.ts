/** The OVN releases that a Debian suite holds, and which suite that is. */
export const SUITES: Readonly<Record<string, string>> = { "25.03": "trixie", "26.03": "sid" };

export const RELEASES: readonly string[] = Object.keys(SUITES);
