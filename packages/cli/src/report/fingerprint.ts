import { createHash } from "node:crypto";
import type { Finding } from "@ovn-sim/pipeline";

/** Names a finding from run to run: by its rule and what it is about, not by its words. */
export function fingerprintOf({ rule, subject }: Pick<Finding, "rule" | "subject">): string {
  return createHash("sha256").update(`${rule}\n${subject}`).digest("hex").slice(0, 32);
}
