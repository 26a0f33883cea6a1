import type { Words } from "@ovn-sim/model";
import { bitAt, oneRun, takeBits } from "./bits.ts";
import { formatNumber, formatString, type NumberFormat, prefixLength } from "./constant.ts";
import type { Comparison, Expr } from "./expr.ts";
import type { LogicalSymbol } from "./symbol-table.ts";

/** The text of an expression at any stage; it parses back to an expression with the same meaning. */
export function formatExpr(expr: Expr): string {
  switch (expr.kind) {
    case "cmp":
      return formatComparison(expr);
    case "string":
      return `${expr.symbol.name} ${expr.relop} ${formatString(expr.text)}`;
    case "and":
      return expr.terms.map(formatOperand).join(" && ");
    case "or":
      return expr.terms.map(formatOperand).join(" || ");
    case "truth":
      return expr.value ? "1" : "0";
    case "resident":
      return `${expr.negated ? "!" : ""}is_chassis_resident(${formatString(expr.port)})`;
  }
}

function formatOperand(expr: Expr): string {
  const text = formatExpr(expr);
  return expr.kind === "and" || expr.kind === "or" ? `(${text})` : text;
}

/** One bit stands by itself, a run of bits is a bit range, a prefix of an address is one, and any other mask is written out. */
function formatComparison({ symbol, relop, value, mask }: Comparison): string {
  const { name, width } = symbol;
  const run = oneRun(mask);
  if (run === undefined) return `${name} ${relop} ${formatMasked(value, mask)}`;
  const { lo, bits } = run;
  if (bits === 1 && (relop === "==" || relop === "!=")) {
    const positive = bitAt(value, lo) === (relop === "==");
    return `${positive ? "" : "!"}${name}${width > 1 ? `[${lo}]` : ""}`;
  }
  const format = formatOf(symbol);
  if (bits === width) return `${name} ${relop} ${formatNumber(value, format)}`;
  const isAddress = format === "ipv4" || format === "ipv6";
  if (isAddress && (relop === "==" || relop === "!=") && lo + bits === width) {
    return `${name} ${relop} ${formatNumber(value, format)}/${prefixLength(mask)}`;
  }
  const range = bits === 1 ? `[${lo}]` : `[${lo}..${lo + bits - 1}]`;
  return `${name}${range} ${relop} ${formatNumber(takeBits(value, lo, bits), "hex")}`;
}

/** `0` and a mask in hexadecimal would not read back as one format. */
function formatMasked(value: Words, mask: Words): string {
  const text = formatNumber(value, "hex");
  return `${text === "0" ? "0x0" : text}/${formatNumber(mask, "hex").replace(/^0$/, "0x0")}`;
}

function formatOf(symbol: LogicalSymbol): NumberFormat {
  switch (symbol.field?.format) {
    case "mac":
      return "ethernet";
    case "ipv4":
      return "ipv4";
    case "ipv6":
      return "ipv6";
    case "decimal":
      return "decimal";
    default:
      return "hex";
  }
}
