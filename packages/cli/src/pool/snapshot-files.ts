import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import type { ChangeOptions } from "../snapshot/change-databases.ts";
import { loadSnapshot, type Snapshot } from "../snapshot/load-snapshot.ts";

/** What a worker reads. */
export type SnapshotFiles = { readonly paths: readonly string[]; readonly whatIf: ChangeOptions };

/** What a worker makes of the snapshot for all of its tasks: they are of one run, and ask for the same. */
export function openOnce<Work, Value>(
  make: (snapshot: Snapshot, work: Work) => Parsed<Value>,
): (files: SnapshotFiles, work: Work) => Parsed<Value> {
  let made: Parsed<Value> | undefined;
  return (files, work) => (made ??= openSnapshot(files, (snapshot) => make(snapshot, work)));
}

function openSnapshot<Value>(
  { paths, whatIf }: SnapshotFiles,
  make: (snapshot: Snapshot) => Parsed<Value>,
): Parsed<Value> {
  const { snapshot, diagnostics } = loadSnapshot(paths, whatIf);
  if (snapshot !== undefined) return make(snapshot);
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === "error");
  const gone = createDiagnostic("OVN8019", {}, "a worker found no snapshot any more", "leave the files in their place");
  return { ok: false, errors: [first ?? gone, ...others] };
}
