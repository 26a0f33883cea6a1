import type { TraceStyle } from "@ovn-sim/pipeline";
import pc from "picocolors";

/** The colours of the output by what they mean: the same marks that a trace has. */
export type Palette = TraceStyle;

export type ColorChoice = "auto" | "always" | "never";

/**
 * Decides once whether to colour: `--color` first, then `NO_COLOR` (no-color.org: any value that is not
 * empty), else whether the stream is a terminal.
 */
export function createPalette(
  choice: ColorChoice,
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv,
): Palette {
  const noColor = (env["NO_COLOR"] ?? "") !== "";
  const on = choice === "always" || (choice === "auto" && !noColor && stream.isTTY === true);
  const colors = pc.createColors(on);
  return {
    title: colors.bold,
    good: colors.green,
    warn: colors.yellow,
    bad: colors.red,
    dim: colors.dim,
    name: colors.cyan,
  };
}
