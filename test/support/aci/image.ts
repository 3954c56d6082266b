import * as fs from "node:fs";
import * as path from "node:path";

/** What a container's root file system has beside libraries and volumes: nothing but this. */
export interface Image {
  /** Programs of this machine, by name. */
  readonly programs: readonly string[];
  /** Further files and folders, read-only: path in the image → path on this machine. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that the test looks into, writable: path in the image → path on this machine. */
  readonly windows?: Readonly<Record<string, string>>;
  /** `ENV` of the image. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `USER` of the image; root unless given. */
  readonly user?: number;
}

const PATHS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", ...(process.env.PATH ?? "").split(":")];

/** Where a program of this machine is; fails by its name. */
export function programPath(name: string): string {
  const found = PATHS.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(`this machine has no ${name} on PATH`);
  return found;
}

/** All files of an image that are bound into a container's root. */
export function filesOf({ programs, files }: Image): Record<string, string> {
  return { ...Object.fromEntries(programs.map((name) => [`/usr/bin/${name}`, programPath(name)])), ...files };
}
