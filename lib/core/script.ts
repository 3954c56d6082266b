import { readFileSync } from "fs";
import { join } from "path";
import { base64 } from "./literal";

/** Files by name, as text. */
export type TextFiles = Record<string, string>;

/** Files by name, base64 as Terraform wants the files of a secret volume. */
export type EncodedFiles = Record<string, string>;

const SCRIPTS = new Map<string, string>();

/** The scripts of these names in `<folder>/scripts`, where `folder` is the `__dirname` of a folder of the library. */
export function scripts(folder: string, ...names: string[]): TextFiles {
  return Object.fromEntries(names.map((name) => [name, script(join(folder, "scripts", name))]));
}

/** The same files in base64. */
export function encoded(files: TextFiles): EncodedFiles {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, base64(text)]));
}

function script(path: string): string {
  const known = SCRIPTS.get(path) ?? readFileSync(path, "utf8");
  SCRIPTS.set(path, known);
  return known;
}
