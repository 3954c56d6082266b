import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ANYONE_MAY_PASS = 0o755;

/** Before the first suite: one folder for all that the suites, and the programs that they start, put aside. */
export default function makeTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  // PostgreSQL and some containers run as users of their own.
  chmodSync(folder, ANYONE_MAY_PASS);
  process.env.TMPDIR = folder;
  Object.assign(globalThis, { temporaryFolder: folder });
}
