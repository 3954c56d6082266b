import { readable } from "../core/readable";

/** A text of Data Factory's expression language: quoted, with quotes doubled within. */
const QUOTED = /'(?:[^']|'')*'/g;

/** A place in a text that is evaluated. */
const PLACE = /(?<!@)@\{((?:'(?:[^']|'')*'|[^'}])*)\}/g;

/** Whether Data Factory evaluates anything of a text. */
export function isEvaluated(text: string): boolean {
  return /^@(?!@)|(?<!@)@\{/.test(text);
}

/** What is evaluated of a text: all of it after a first `@`, or what is in each `@{…}`. */
export function evaluatedParts(text: string): string[] {
  const shown = readable(text);
  return /^@(?![@{])/.test(shown) ? [shown.slice(1)] : [...shown.matchAll(PLACE)].map(([, body]) => body);
}

/** Whether a text that is taken to the letter was meant to be evaluated: it calls what tells of a run, or of the time. */
export function looksEvaluated(text: string): boolean {
  const calls = /\b(?:pipeline|trigger|activity|variables|utcNow|formatDateTime|addDays|addHours|addMinutes)\s*\(/i;
  return evaluatedParts(text).some((body) => calls.test(body));
}

/** What begins like a place that is evaluated, and does not end. */
export function openPlaces(text: string): string[] {
  return (
    readable(text)
      .replace(PLACE, "")
      .match(/(?<!@)@\{.*/s) ?? []
  );
}

/** Names that a part asks for: `activity('…')`, `variables('…')`, `pipeline().parameters.…`. */
export function namesIn(part: string, kind: "activity" | "variables" | "parameters"): string[] {
  const asked =
    kind === "parameters" ? /\bpipeline\(\)\.parameters\??(?:\.|\[)\s*$/i : new RegExp(`\\b${kind}\\(\\s*$`, "i");
  const quoted = [...part.matchAll(QUOTED)]
    .filter(({ index }) => asked.test(part.slice(0, index)))
    .map(([text]) => text.slice(1, -1).replace(/''/g, "'"));
  const bare = part.replace(QUOTED, "''").matchAll(/\bpipeline\(\)\.parameters\??\.(\w+)/gi);
  return kind === "parameters" ? [...quoted, ...[...bare].map(([, name]) => name)] : quoted;
}

/** Whether every quote of an expression is closed, and every bracket by its like. */
export function isBalanced(body: string): boolean {
  const rest = body.replace(QUOTED, "");
  const open: string[] = [];
  for (const bracket of rest.match(/[()[\]']/g) ?? []) {
    if (bracket === "(" || bracket === "[") open.push(bracket);
    else if (bracket === "'" || open.pop() !== (bracket === ")" ? "(" : "[")) return false;
  }
  return open.length === 0;
}
