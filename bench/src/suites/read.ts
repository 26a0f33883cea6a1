import type { BenchCase, BenchSuite } from "../bench-case.ts";
import { generateCluster } from "../generate/cluster.ts";
import { describeShape, flatShape, type Shape } from "../generate/shape.ts";
import { read } from "../snapshot.ts";

type Form = "dump" | "backup";

/** As little as a program can do that wants the values: decode the text and parse each table or record. */
function parseOnly(bytes: Uint8Array, form: Form): unknown[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  const isRecord = (line: string): boolean => line !== "" && (form === "dump" || !line.startsWith("OVSDB"));
  return lines.filter(isRecord).map((line) => JSON.parse(line) as unknown);
}

function casesOf(shape: Shape, form: Form): readonly BenchCase[] {
  const size = `${form} ${describeShape(shape)}`;
  const bytesOf = (): Uint8Array => generateCluster(shape).southbound[form]();
  const prepare = (run: (bytes: Uint8Array) => unknown) => () => {
    const bytes = bytesOf();
    return { run: () => run(bytes), amount: bytes.length, hold: () => run(bytes) };
  };
  const baseline = `JSON.parse ${size}`;
  return [
    { name: baseline, unit: "bytes", prepare: prepare((bytes) => parseOnly(bytes, form)) },
    {
      name: `readDatabase ${size}`,
      unit: "bytes",
      prepare: prepare((bytes) => read(bytes, "sb")),
      against: baseline,
      sweep: { name: form, size: shape.ports },
    },
  ];
}

const SIZES = { quick: [200], full: [1000, 2000, 4000], large: [1000, 4000, 10_000, 32_000, 100_000] } as const;

export const READ: BenchSuite = {
  name: "read",
  about: "bytes of a Southbound to rows, beside JSON.parse of the same bytes (chassis x VTEPs x ports)",
  cases: (scale) => {
    return SIZES[scale].flatMap((count) => [
      ...casesOf(flatShape(50, 2, count), "dump"),
      ...casesOf(flatShape(50, 2, count), "backup"),
    ]);
  },
};
