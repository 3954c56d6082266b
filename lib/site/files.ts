import { readFileSync, readdirSync } from "fs";
import { join } from "path";
import { JSON_INDENT } from "./limits";

/** Texts by their path within a folder. */
export type FilesByPath = Record<string, string>;

const SCRIPTS = join(__dirname, "scripts");
const TEXTS = new Map<string, string>();
const FOLDERS = new Map<string, string[]>();

/** A file of `scripts`, as it stands: nothing is ever put into it. */
export function scriptText(path: string): string {
  const known = TEXTS.get(path) ?? readFileSync(join(SCRIPTS, path), "utf8");
  TEXTS.set(path, known);
  return known;
}

/** Every file of a folder of `scripts`, by its path within that folder. */
export function scriptTexts(folder: string): FilesByPath {
  const names = FOLDERS.get(folder) ?? filesOf(folder);
  FOLDERS.set(folder, names);
  return Object.fromEntries(names.map((name) => [name, scriptText(join(folder, name))]));
}

function filesOf(folder: string): string[] {
  return readdirSync(join(SCRIPTS, folder), { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesOf(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
    )
    .sort();
}

/** Data for a script or for azbridge, to which JSON is YAML. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, JSON_INDENT)}\n`;
}

/** The same files below a folder. */
export function within(folder: string, files: FilesByPath): FilesByPath {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
