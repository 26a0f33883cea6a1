import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Southbound } from "../southbound/southbound.ts";

/**
 * `X.Y` of the ovn-northd that wrote a Southbound: the start of `SB_Global.options:northd_internal_version`,
 * such as `26.03.1-21.8.0-82.14`. Nothing when the Southbound does not say.
 */
export function readRelease(
  { global, file }: Southbound,
  report: (diagnostic: Diagnostic) => void,
): string | undefined {
  const text = global?.options.get("northd_internal_version");
  if (text === undefined) return undefined;
  const release = /^[0-9]+\.[0-9]+(?=[.-])/.exec(text)?.[0];
  if (release === undefined) {
    const place = { file, table: "SB_Global", row: global!.uuid, column: "options" };
    const message = `found northd_internal_version=${JSON.stringify(text)}, expected a version such as 26.03.1-21.8.0-82.14`;
    report(createDiagnostic("OVN2027", place, message, "name the release with --ovn-release"));
  }
  return release;
}
