import { type Change, type Database, type Diagnostic, type Parsed, parseChange, parseUnset } from "@ovn-sim/model";
import { whatIf } from "@ovn-sim/pipeline";

/** What if some cells were others; see `whatIf` of the pipeline. */
export type ChangeOptions = {
  /** Such as `Interface[pod1].external_ids:encap-ip=10.0.2.1`. */
  readonly set?: readonly string[];
  /** Such as `Interface[pod1].external_ids:encap-ip`. */
  readonly unset?: readonly string[];
  /** The OVN release that changes are carried on for; as the Southbound says when absent. */
  readonly release?: string;
};

type Changed = { readonly databases: readonly Database[]; readonly assumptions: readonly string[] };

/** The databases with what `--set` and `--unset` ask about, sets first. */
export function changeDatabases(databases: readonly Database[], options: ChangeOptions): Parsed<Changed> {
  const { set = [], unset = [], release } = options;
  if (set.length + unset.length === 0) return { ok: true, value: { databases, assumptions: [] }, notes: [] };
  const changes: Change[] = [];
  const errors: Diagnostic[] = [];
  for (const parsed of [...set.map(parseChange), ...unset.map(parseUnset)]) {
    if (parsed.ok) changes.push(parsed.value);
    else errors.push(...parsed.errors);
  }
  const [first, ...others] = errors;
  if (first !== undefined) return { ok: false, errors: [first, ...others] };
  return whatIf(databases, changes, release === undefined ? {} : { release });
}
