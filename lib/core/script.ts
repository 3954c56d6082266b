import { readFileSync } from "fs";
import { join } from "path";

/** Files by name, base64 as Terraform wants the files of a secret volume. */
export type EncodedFiles = Record<string, string>;

const SCRIPTS = new Map<string, string>();

/** The scripts of these names in `<folder>/scripts`, where `folder` is the `__dirname` of a folder of the library. */
export function scripts(folder: string, ...names: string[]): EncodedFiles {
  return Object.fromEntries(names.map((name) => [name, script(join(folder, "scripts", name))]));
}

function script(path: string): string {
  const known = SCRIPTS.get(path) ?? readFileSync(path).toString("base64");
  SCRIPTS.set(path, known);
  return known;
}
