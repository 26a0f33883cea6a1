import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EXAMPLE, exampleCopy, run } from "./run.ts";

/** Every file of the shipped cluster, by its path in it. */
const FILES = readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(EXAMPLE.length + 1))
  .sort();

const COMMANDS = [
  ["show"],
  ["show", "--format", "json"],
  ["flows", "--chassis", "node1"],
  ["trace", "--from", "pod-a", "--to", "pod-b"],
  ["trace", "--from", "web-a", "--to", "broadcast", "--flows", "installed"],
  ["diff", "--chassis", "node1"],
];

type Mutation = {
  readonly at: number;
  readonly kind: "flip" | "cut" | "drop" | "insert" | "copy";
  readonly amount: number;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom("flip", "cut", "drop", "insert", "copy"),
  amount: fc.integer({ min: 1, max: 255 }),
});

function mutate(bytes: Uint8Array, { at, kind, amount }: Mutation): Uint8Array {
  const position = Math.floor(at * bytes.length);
  const [head, tail] = [bytes.subarray(0, position), bytes.subarray(position)];
  switch (kind) {
    case "flip": {
      const flipped = Uint8Array.from(bytes);
      if (position < flipped.length) flipped[position]! ^= amount;
      return flipped;
    }
    case "cut":
      return head;
    case "drop":
      return Buffer.concat([head, tail.subarray(amount)]);
    case "insert":
      return Buffer.concat([head, Uint8Array.of(amount, 10, amount), tail]);
    case "copy":
      return Buffer.concat([head, tail.subarray(0, amount * 40), tail]);
  }
}

test("whatever happens to a file, the command ends with an exit code and without a stack", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILES),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...COMMANDS),
      async (file, mutations, [command, ...options]) => {
        const path = exampleCopy();
        const spoilt = mutations.reduce(mutate, readFileSync(join(path, file)));
        writeFileSync(join(path, file), spoilt);
        const ran = await run([command!, path, ...options]);
        expect([0, 1, 2]).toContain(ran.code);
        if (ran.code === 2) expect(ran.err).toMatch(/^error: /m);
        if (command === "show" && ran.code === 0) expect(ran.out).not.toBe("");
      },
    ),
    { numRuns: 25 },
  );
});

/** Rows as people's hands and other programs leave them: the values are odd, the file is whole. */
const REPLACEMENTS: readonly (readonly [string, string])[] = [
  ["10.20.0.1", "10.20.0.1.9"],
  ["10.20.0.1", "fd00::zz"],
  ["0a:58:0a:64:02:04", "0a:58:0a:64"],
  ["0a:58:0a:64:02:04", "unknown"],
  ["pod-a", 'po"d\\\\ü a'],
  ["pod-b", ""],
  ["geneve", "stt"],
  ["patch", "sink"],
  ['"tunnel_key":1', '"tunnel_key":99999999'],
  ["ls_in_l2_lkup", "ls_in_nowhere"],
  ["inport ==", "inport !="],
  ["ip4.dst", "ip5.dst"],
  ["next;", "jump;"],
  ["10.100.2.0/24", "10.100.2.0/77"],
  ["ingress", "digress"],
  ["system-id", "system-name"],
  ["ovn-encap-ip", "ovn-encap-op"],
  ["br-int", "br-ext"],
];

test("odd values in whole files are told or used, never fatal to the program", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("sb", "node1", "node2", "nb"),
      fc.constantFrom(...REPLACEMENTS),
      fc.constantFrom(...COMMANDS),
      async (which, [from, to], [command, ...options]) => {
        const path = exampleCopy();
        const file = join(path, which.startsWith("node") ? `${which}/ovs.backup.db` : `${which}.backup.db`);
        writeFileSync(file, resealed(readFileSync(file, "utf8").replaceAll(from, to)));
        const ran = await run([command!, path, ...options]);
        expect([0, 1, 2]).toContain(ran.code);
        if (ran.code === 2) expect(ran.err).toMatch(/^error: /m);
      },
    ),
    { numRuns: 25 },
  );
});

/** The log with the lengths and digests that its records now have. */
function resealed(log: string): string {
  const lines = log.split("\n");
  return lines
    .map((line, i) => {
      if (!line.startsWith("OVSDB JSON ")) return line;
      const body = `${lines[i + 1]!}\n`;
      return `OVSDB JSON ${Buffer.byteLength(body)} ${createHash("sha1").update(body).digest("hex")}`;
    })
    .join("\n");
}
