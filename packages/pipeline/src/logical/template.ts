import type { Southbound } from "@ovn-sim/model";
import { Lexer } from "./expr/lexer.ts";

export type Expanded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly variable: string };

/**
 * Puts the values of template variables (`^name`; ovn-sb(5), Chassis_Template_Var) into a match,
 * actions or a VIP. A text without any is the same text.
 */
export function expandTemplates(text: string, variables: ReadonlyMap<string, string>): Expanded {
  if (!text.includes("^")) return { ok: true, text };
  const lexer = new Lexer(text);
  let out = "";
  let from = 0;
  while (lexer.kind !== "end" && lexer.kind !== "error") {
    if (lexer.kind === "template") {
      const value = variables.get(lexer.text);
      if (value === undefined) return { ok: false, variable: lexer.text };
      out += text.slice(from, lexer.start) + value;
      from = lexer.end;
    }
    lexer.next();
  }
  return { ok: true, text: out + text.slice(from) };
}

/** The template variables of a chassis. */
export function templateVariables({ tables }: Southbound, chassis: string): ReadonlyMap<string, string> {
  for (const row of tables.Chassis_Template_Var.values()) if (row.chassis === chassis) return row.variables;
  return new Map();
}
