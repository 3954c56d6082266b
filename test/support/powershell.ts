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
  readonly parent?: Syntax;
}

/** V8's optimizing compiler would work on the grammar for ten seconds, and the process would wait for it. */
const QUICK = "--liftoff-only";

/** The syntax trees of PowerShell scripts, by tree-sitter's grammar. */
export function parsed(texts: readonly string[]): Syntax[] {
  const output = execFileSync(process.execPath, [QUICK, join(__dirname, "powershell-tree.js")], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return (JSON.parse(output) as Syntax[]).map((tree) => linked(tree));
}

const NODES = new WeakMap<Syntax, Syntax[]>();

function linked(node: Syntax, parent?: Syntax): Syntax {
  Object.defineProperty(node, "parent", { value: parent, enumerable: false });
  node.children.forEach((child) => linked(child, node));
  return node;
}

/** A node and everything below it, outer ones first. */
export function nodesIn(root: Syntax): Syntax[] {
  const known = NODES.get(root);
  if (known !== undefined) return known;
  const nodes = [root];
  const add = ({ children }: Syntax): void => children.forEach((child) => (nodes.push(child), add(child)));
  add(root);
  NODES.set(root, nodes);
  return nodes;
}

/** The nodes of some types below a node, itself among them. */
export function nodesOf(root: Syntax, ...types: string[]): Syntax[] {
  return nodesIn(root).filter(({ type }) => types.includes(type));
}

/** What a node stands in, innermost first. */
export function aroundOf(node: Syntax): Syntax[] {
  return node.parent === undefined ? [] : [node.parent, ...aroundOf(node.parent)];
}

/** What the grammar does not understand: line, column and text. */
export function faultsIn(root: Syntax): string[] {
  const faults = nodesIn(root).filter(({ fault }) => fault);
  return faults.map(({ row, column, text }) => `${row}:${column} ${text.slice(0, 60)}`);
}
