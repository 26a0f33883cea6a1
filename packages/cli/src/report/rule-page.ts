import { type Rule, RULE_FAMILIES, RULE_IDS, type RuleFamily, type RuleId, RULES } from "@ovn-sim/pipeline";

/** What each family of rules is about. */
const FAMILY_TITLES: Readonly<Record<RuleFamily, string>> = {
  selection: "Selection of VTEPs, by running the flows for every pair of ports",
  bum: "Broadcast, unknown unicast and multicast",
  directions: "Both directions of a tunnel",
  assignment: "Assignment of VTEPs to chassis and interfaces",
  registers: "Registers and conntrack zones",
  tunnels: "Tunnel ports",
  underlay: "The hosts' routing",
  zones: "Availability zones and transport zones",
  ha: "High availability groups",
  skew: "Versions",
};

const GENERATED = "<!-- Made by `npm run docs` from packages/pipeline/src/verify/rules.ts; do not edit. -->";

/** Everything that is to be said of a rule, as Markdown. */
export function rulePage(id: RuleId): string {
  const { statement, why, fix, source, severity, family, code }: Rule = RULES[id];
  return `# ${id}

${statement}

| level | family | code |
| --- | --- | --- |
| ${severity} | ${family} | ${code} |

## Why it matters

${why}

## How to fix it

${fix}

## Where it comes from

${source}

## Leaving it out

In \`ovn-sim.config.json\`, for the whole rule or for one subject with a reason:

\`\`\`json
{
  "rules": { "${id}": "off" },
  "exceptions": [{ "rule": "${id}", "subject": "…", "reason": "…", "expires": "2027-12-31" }]
}
\`\`\`
`;
}

/** The pages of all rules and their index, by their names in `docs/rules`. */
export function rulePages(): ReadonlyMap<string, string> {
  const pages = new Map([["README.md", indexPage()]]);
  for (const id of RULE_IDS) pages.set(`${id}.md`, `${GENERATED}\n${rulePage(id)}`);
  return pages;
}

function indexPage(): string {
  const sections = RULE_FAMILIES.map((family) => {
    const rows = RULE_IDS.filter((id) => RULES[id].family === family).map((id) => {
      const { severity, statement }: Rule = RULES[id];
      return `| [${id}](${id}.md) | ${severity} | ${statement.replaceAll("|", "\\|")} |`;
    });
    return rows.length === 0
      ? []
      : [`## ${FAMILY_TITLES[family]}\n\n| rule | level | what holds |\n| --- | --- | --- |\n${rows.join("\n")}\n`];
  });
  return `${GENERATED}
# The rules of \`ovn-sim verify\`

\`ovn-sim verify --explain RULE\` prints the same. Levels can be changed, and findings excepted, in a
[configuration file](../verify.md).

${sections.flat().join("\n")}`;
}
