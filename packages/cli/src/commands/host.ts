import { type Command, Help, Option } from "@commander-js/extra-typings";
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
  /** What if a cell were another one: of commands that read a snapshot. */
  readonly set?: readonly string[] | undefined;
  readonly unset?: readonly string[] | undefined;
};

/** What a command's action needs from the program around it. */
export type Host = {
  readonly terminal: Terminal;
  readonly contextOf: <Format extends string>(options: CommonOptions<Format>) => CommandContext<Format>;
  readonly finish: (code: ExitCode) => void;
  /** URL of the module that the program was started from, for its worker threads. */
  readonly program: string;
};

const COMMON = "Common options:";
const HELP = new Help();

export type CommandAbout<Format extends string> = {
  readonly name: string;
  /** What it does, in a line. */
  readonly about: string;
  /** What `--format` takes; `text` is the default. Absent: text and json. */
  readonly formats?: readonly Format[];
};

type ResultOptions<Format extends string> = Omit<CommonOptions<Format>, "ovnRelease" | "set" | "unset">;

/** Adds a command with the options of all commands that write a result. */
export function addResultCommand<const Format extends string = "text" | "json">(
  program: Command,
  { name, about, formats = ["text", "json"] as unknown as readonly Format[] }: CommandAbout<Format>,
): Command<[], ResultOptions<Format>> {
  const command: unknown = program
    .command(name)
    .description(about)
    .addOption(
      new Option("--format <format>", "how the result is written")
        .choices<readonly Format[]>(formats)
        .default("text" as Format)
        .helpGroup(COMMON),
    )
    .addOption(
      new Option("--color <when>", "colour the text")
        .choices(["auto", "always", "never"] as const)
        .default("auto" as const)
        .helpGroup(COMMON),
    )
    .addOption(new Option("--quiet", "say only errors on standard error").helpGroup(COMMON));
  return command as Command<[], ResultOptions<Format>>;
}

/** The same for a command that reads a snapshot. Its own options and arguments come after. */
export function addCommand<const Format extends string = "text" | "json">(
  program: Command,
  about: CommandAbout<Format>,
): Command<[], CommonOptions<Format>> {
  const says = "the OVN release of the cluster (default: as the Southbound says)";
  const command: unknown = addResultCommand(program, about)
    .addOption(new Option("--ovn-release <X.Y>", says).helpGroup(COMMON))
    .addOption(
      new Option(
        "--set <change>",
        "what if: 'Interface[pod1].external_ids:encap-ip=10.0.2.1'; += and -= too; repeatable",
      )
        .argParser(collect)
        .helpGroup(COMMON),
    )
    .addOption(
      new Option("--unset <cell>", "what if a cell or a key were not set: 'Interface[pod1].external_ids:encap-ip'")
        .argParser(collect)
        .helpGroup(COMMON),
    );
  return command as Command<[], CommonOptions<Format>>;
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Help shows a command's own options first, and then those that all of them have. */
export const commonOptionsLast: Pick<Help, "groupItems"> = {
  groupItems(unsorted, visible, groupOf) {
    const groups = HELP.groupItems(unsorted, visible, groupOf);
    const common = groups.get(COMMON);
    if (common !== undefined && groups.delete(COMMON)) groups.set(COMMON, common);
    return groups;
  },
};
