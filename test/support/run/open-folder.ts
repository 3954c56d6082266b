import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ANYONE_MAY_PASS = 0o755;

/** Makes a temporary folder that everybody may pass: PostgreSQL and some containers run as users of their own. */
export function openFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, ANYONE_MAY_PASS);
  return folder;
}
