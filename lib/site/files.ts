import { readFileSync } from "fs";
import { join } from "path";
import { JSON_INDENT } from "./limits";

/** Texts by their path within a folder. */
export type FilesByPath = Record<string, string>;

const TEXTS = new Map<string, string>();

/** A file of `scripts`, as it stands: nothing is ever put into it. */
export function scriptText(name: string): string {
  const known = TEXTS.get(name) ?? readFileSync(join(__dirname, "scripts", name), "utf8");
  TEXTS.set(name, known);
  return known;
}

/** Data for a script or for azbridge, to which JSON is YAML. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, JSON_INDENT)}\n`;
}

/** The same files below a folder. */
export function within(folder: string, files: FilesByPath): FilesByPath {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
