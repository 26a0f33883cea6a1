import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLE, ROOT, run } from "./run.ts";

const COMMANDS = ["show", "flows", "trace", "verify", "diff"];
const PING = ["--from", "pod-a", "--to", "pod-b"];
const ESCAPE = "\u001b[";

describe("help", () => {
  test("of the program names every command, with examples and exit codes", async () => {
    const ran = await run(["--help"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    for (const command of COMMANDS) expect(ran.out).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(ran.out).toContain("Examples:\n  ovn-sim show");
    expect(ran.out).toContain("Exit codes: 0 good, 1 findings or differences, 2 usage");
  });

  test.each(COMMANDS)("of %s has its usage, the common options, and examples", async (command) => {
    const ran = await run([command, "--help"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toMatch(new RegExp(`^Usage: ovn-sim ${command} `));
    for (const option of ["--format", "--ovn-release", "--color", "--quiet"]) expect(ran.out).toContain(option);
    expect(ran.out).toMatch(new RegExp(`Examples:\\n  ovn-sim ${command} snapshot/`));
    expect(await run(["help", command])).toEqual(ran);
  });

  test("is what a command line without anything gets, on standard error", async () => {
    const ran = await run([]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toBe((await run(["--help"])).out);
  });

  test("the version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "packages/cli/package.json"), "utf8")) as {
      version: string;
    };
    expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });
});

describe("wrong usage: exit 2, nothing on standard output, one message", () => {
  test.each([
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["shwo", EXAMPLE], "unknown command 'shwo'"],
    [["show"], "missing required argument 'snapshot'"],
    [["show", EXAMPLE, "--frob"], "unknown option '--frob'"],
    [["show", EXAMPLE, "--format", "yaml"], "Allowed choices are text, json"],
    [["show", EXAMPLE, "--color", "maybe"], "Allowed choices are auto, always, never"],
    [["flows", EXAMPLE], "required option '--chassis <name>' not specified"],
    [["diff", EXAMPLE, "--ignore", "colour=red"], "expected one of: table=N or table=N-M, row=TABLE"],
    [["diff", EXAMPLE, "--against", "tomorrow"], "Allowed choices are installed, snapshot"],
    [["flows", EXAMPLE, "--chassis", "node1", "--table", "300"], "a whole number from 0 to 254"],
    [["flows", EXAMPLE, "--chassis", "node1", "--table", "1e1"], "a whole number from 0 to 254"],
    [["flows", EXAMPLE, "--chassis"], "argument missing"],
    [["trace", EXAMPLE, ...PING, "--proto", "sctp"], "Allowed choices are icmp, tcp, udp"],
    [["trace", EXAMPLE, ...PING, "--proto", "tcp", "--port", "70000"], "a whole number from 0 to 65535"],
    [["trace", EXAMPLE, ...PING, "--flows", "both"], "Allowed choices are compiled, installed"],
    [["trace", EXAMPLE], "no packet to trace"],
    [["trace", ...PING], "missing required argument 'snapshot'"],
    [["trace", 'inport == "pod-a"'], "found no snapshot"],
    [["trace", EXAMPLE, 'inport == "a"', 'inport == "b"'], "found 2 microflows"],
    [["trace", EXAMPLE, "--from", "pod-a"], "--from needs --to"],
    [["trace", EXAMPLE, "--to", "pod-a"], "--to needs --from"],
    [["trace", EXAMPLE, "--flow", "icmp"], "--flow needs --chassis"],
    [["trace", EXAMPLE, "--chassis", "node1"], "--chassis needs --flow"],
    [["trace", EXAMPLE, "--one-hop"], "--one-hop needs --flow"],
    [["trace", EXAMPLE, ...PING, "--one-hop"], "--from and --one-hop do not go together"],
    [["trace", EXAMPLE, ...PING, "--flow", "icmp"], "--from and --flow do not go together"],
    [["trace", EXAMPLE, ...PING, 'inport == "pod-a"'], "--from and a microflow do not go together"],
    [["trace", EXAMPLE, ...PING, "--port", "80"], "--port needs --proto tcp or --proto udp"],
    [["trace", EXAMPLE, ...PING, "--batch", "-"], "--from and --batch do not go together"],
  ])("%j", async (args, words) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err.startsWith("error: ")).toBe(true);
    expect(ran.err).toContain(words);
    expect(ran.err.match(/^error:/gm)).toHaveLength(1);
  });

  test("an unknown chassis is answered with those there are", async () => {
    for (const command of [
      ["flows", EXAMPLE, "--chassis", "node3"],
      ["diff", EXAMPLE, "--chassis", "node3"],
      ["trace", EXAMPLE, "--chassis", "node3", "--flow", "in_port=1,icmp"],
    ]) {
      const ran = await run(command);
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toContain('there is no chassis "node3"');
      expect(ran.err).toContain("hint: the snapshot has node1, node2");
    }
  });
});

describe("colours", () => {
  const colored = async (args: readonly string[], options: Parameters<typeof run>[1]) => {
    const { out, err } = await run(["trace", EXAMPLE, ...PING, ...args], options);
    expect(err).toBe("");
    return out.includes(ESCAPE);
  };

  test("by themselves only on a terminal, and not against NO_COLOR", async () => {
    expect(await colored([], {})).toBe(false);
    expect(await colored([], { isTTY: true })).toBe(true);
    expect(await colored([], { isTTY: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await colored([], { isTTY: true, env: { NO_COLOR: "" } })).toBe(true);
  });

  test("as --color says, whatever else", async () => {
    expect(await colored(["--color", "always"], { env: { NO_COLOR: "1" } })).toBe(true);
    expect(await colored(["--color", "never"], { isTTY: true })).toBe(false);
  });

  test("the same text with and without them", async () => {
    for (const args of [
      ["show", EXAMPLE],
      ["trace", EXAMPLE, ...PING],
      ["trace", EXAMPLE, ...PING, "--detailed"],
    ]) {
      const plain = await run(args);
      const marked = await run([...args, "--color", "always"]);
      expect(marked.out).not.toBe(plain.out);
      // oxlint-disable-next-line no-control-regex -- these are the marks
      expect(marked.out.replaceAll(/\u001b\[[0-9;]*m/g, "")).toBe(plain.out);
    }
  });

  test("in JSON never", async () => {
    const ran = await run(["trace", EXAMPLE, ...PING, "--format", "json", "--color", "always"]);
    expect(ran.out).not.toContain(ESCAPE);
  });

  test("of errors", async () => {
    expect((await run(["show", "/gone"], { isTTY: true })).err).toContain(ESCAPE);
    expect((await run(["show", "/gone"])).err).not.toContain(ESCAPE);
  });
});
