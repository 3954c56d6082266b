import { rmSync } from "node:fs";

/** After the last suite: removes the folder that was made before the first one, with all that is in it. */
export default function removeTemporaryFolder(): void {
  const { temporaryFolder } = globalThis as unknown as { temporaryFolder: string };
  rmSync(temporaryFolder, { recursive: true, force: true });
}
