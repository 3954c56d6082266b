import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A node of a syntax tree. */
export interface Syntax {
  readonly type: string;
  readonly text: string;
  readonly row: number;
  readonly column: number;
  /** Whether the grammar does not understand what stands here, or misses something. */
  readonly fault: boolean;
  readonly children: readonly Syntax[];
}

/** V8's optimizing compiler would work on the grammar for ten seconds, and the process would wait for it. */
const QUICK = "--liftoff-only";

/** The syntax tree of a PowerShell script, by tree-sitter's grammar. */
export function parsed(text: string): Syntax {
  const output = execFileSync(process.execPath, [QUICK, join(__dirname, "powershell-tree.js")], {
    input: text,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output) as Syntax;
}

/** A node and everything below it, outer ones first. */
export function nodesIn(root: Syntax): Syntax[] {
  return [root, ...root.children.flatMap(nodesIn)];
}

/** What the grammar does not understand: line, column and text. */
export function faultsIn(root: Syntax): string[] {
  const faults = nodesIn(root).filter(({ fault }) => fault);
  return faults.map(({ row, column, text }) => `${row}:${column} ${text.slice(0, 60)}`);
}
