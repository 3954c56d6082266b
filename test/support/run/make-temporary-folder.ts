import { openFolder } from "./open-folder";

/** Before the first suite: one folder for all that the suites, and the programs that they start, put aside. */
export default function makeTemporaryFolder(): void {
  const folder = openFolder("tests-");
  process.env.TMPDIR = folder;
  Object.assign(globalThis, { temporaryFolder: folder });
}
