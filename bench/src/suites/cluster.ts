import { createCluster } from "@ovn-sim/model";
import type { BenchCase, BenchSuite } from "../bench-case.ts";
import { generateCluster } from "../generate/cluster.ts";
import { describeShape, flatShape, type Shape } from "../generate/shape.ts";
import { must, read } from "../snapshot.ts";

/** Rows decode a value when it is first asked for, so databases read before are linked faster than fresh ones. */
function casesOf(shape: Shape): readonly BenchCase[] {
  const size = describeShape(shape);
  const readOnly = `read ${size}`;
  const filesOf = (): readonly Uint8Array[] => {
    const { southbound, openVswitch } = generateCluster(shape);
    return [southbound.backup(), openVswitch.backup()];
  };
  const readAll = (files: readonly Uint8Array[]) => files.map((bytes, i) => read(bytes, `${i}.db`));
  return [
    {
      name: readOnly,
      unit: "ports",
      prepare: () => {
        const files = filesOf();
        return { run: () => readAll(files), amount: shape.ports };
      },
    },
    {
      name: `read and link ${size}`,
      unit: "ports",
      prepare: () => {
        const files = filesOf();
        return { run: () => must(createCluster(readAll(files))), amount: shape.ports };
      },
      against: readOnly,
    },
    {
      name: `link again ${size}`,
      unit: "ports",
      prepare: () => {
        const databases = readAll(filesOf());
        return { run: () => must(createCluster(databases)), amount: shape.ports };
      },
      against: readOnly,
      sweep: { name: "ports", size: shape.ports },
    },
  ];
}

const SIZES = { quick: [200], full: [1000, 2000, 4000], large: [1000, 4000, 10_000, 32_000, 100_000] } as const;

export const CLUSTER: BenchSuite = {
  name: "cluster",
  about: "rows to the linked cluster: createCluster over the Southbound and one Open_vSwitch",
  cases: (scale) => SIZES[scale].flatMap((ports) => casesOf(flatShape(50, 2, ports))),
};
