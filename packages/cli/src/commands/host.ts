import { Option } from "@commander-js/extra-typings";
import type { CommandContext, Streams } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";
import type { ColorChoice } from "../output/palette.ts";

/** The streams and the environment of one run. */
export type Terminal = Streams & {
  readonly stdout: { readonly isTTY?: boolean };
  readonly stderr: { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** Reads all of standard input. */
  readonly readInput: () => string;
};

/** The options that every command has. */
export type CommonOptions<Format extends string> = {
  readonly format: Format;
  readonly ovnRelease?: string | undefined;
  readonly color: ColorChoice;
  readonly quiet?: true | undefined;
};

/** What a command's action needs from the program around it. */
export type Host = {
  readonly terminal: Terminal;
  readonly contextOf: <Format extends string>(options: CommonOptions<Format>) => CommandContext<Format>;
  readonly finish: (code: ExitCode) => void;
};

export const formatOption = (): Option<"--format <format>", undefined, "text", undefined, false, "text" | "json"> =>
  new Option("--format <format>", "how the result is written")
    .choices(["text", "json"] as const)
    .default("text" as const);
export const releaseOption = (): Option<"--ovn-release <X.Y>"> =>
  new Option("--ovn-release <X.Y>", "the OVN release of the cluster (default: as the Southbound says)");
export const colorOption = (): Option<"--color <when>", undefined, "auto", undefined, false, ColorChoice> =>
  new Option("--color <when>", "colour the text")
    .choices(["auto", "always", "never"] as const)
    .default("auto" as const);
export const quietOption = (): Option<"--quiet"> => new Option("--quiet", "say only errors on standard error");
