import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder, as paths that begin with the folder; none when there is no such folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}
