import { Syntax, aroundOf, nodesIn, nodesOf, parsed } from "./powershell";

/** One word after the name of a command: a parameter with what it is given, or a value alone. */
export interface Word {
  readonly parameter?: string;
  readonly value?: Syntax;
}

/** A command as it is called. */
export interface Call {
  /** Undefined where the name is computed: `& $program`. */
  readonly name?: string;
  readonly words: readonly Word[];
  readonly node: Syntax;
  readonly script: string;
}

/** A function with the names and types of its parameters. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly node: Syntax;
  readonly script: string;
}

/** Scripts that one of them takes into its scope: they share functions and variables. */
export class PowerShellKit {
  /** Several kits, which are parsed at once. */
  public static of(...kits: readonly Readonly<Record<string, string>>[]): PowerShellKit[] {
    const trees = parsed(kits.flatMap((texts) => Object.values(texts)));
    return kits.map((texts) => {
      const names = Object.keys(texts);
      return new PowerShellKit(texts, new Map(names.map((name) => [name, trees.shift()!])));
    });
  }

  public readonly functions: ReadonlyMap<string, Definition>;
  public readonly calls: readonly Call[];

  /** The first script is the one that is started. */
  private constructor(
    public readonly texts: Readonly<Record<string, string>>,
    public readonly trees: ReadonlyMap<string, Syntax>,
  ) {
    this.functions = new Map(this.each(functionsOf).map((definition) => [definition.name.toLowerCase(), definition]));
    this.calls = this.each((tree, script) => nodesOf(tree, "command").map((node) => callOf(node, script)));
  }

  public get started(): string {
    return Object.keys(this.texts)[0];
  }

  /** What stands in the started script outside its functions, in its order. */
  public get main(): Syntax[] {
    return statementsOf(this.trees.get(this.started)!).filter(({ type }) => type !== "function_statement");
  }

  /** All nodes of some types, in all scripts. */
  public nodes(...types: string[]): Syntax[] {
    return this.each((tree) => nodesOf(tree, ...types));
  }

  /** Every call of these commands. */
  public callsOf(...names: string[]): Call[] {
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    return this.calls.filter(({ name }) => name !== undefined && wanted.has(name.toLowerCase()));
  }

  /** The function in which a node stands. */
  public around(node: Syntax): Syntax | undefined {
    return aroundOf(node).find(({ type }) => type === "function_statement");
  }

  /** All commands and .NET methods that a node reaches, through functions of these scripts too, in lower case. */
  public reached(node: Syntax, seen: Set<string> = new Set()): Set<string> {
    for (const word of [...nodesOf(node, "command").map(nameOf), ...methodsIn(node)]) {
      const name = (word ?? "&").toLowerCase();
      if (seen.has(name)) continue;
      seen.add(name);
      const definition = this.functions.get(name);
      if (definition !== undefined) this.reached(definition.node, seen);
    }
    return seen;
  }

  private each<T>(of: (tree: Syntax, script: string) => T[]): T[] {
    return [...this.trees].flatMap(([script, tree]) => of(tree, script));
  }
}

/** The statements of a script or block, in its order. */
export function statementsOf(block: Syntax): Syntax[] {
  const list = block.children.find(({ type }) => type === "statement_list") ?? block;
  return list.children.filter(({ type }) => /statement$|^pipeline$/.test(type));
}

/** The name of a command; undefined where it is computed. */
export function nameOf(command: Syntax): string | undefined {
  const [first, second] = command.children;
  if (first.type === "command_name") return first.text;
  if (first.type === "foreach_command") return "ForEach-Object";
  return second?.type === "command_name_expr" && /^[\w.-]+$/.test(second.text) ? second.text : undefined;
}

/** Methods of .NET that are called statically, for example `[IO.File]::Replace`. */
export function methodsIn(node: Syntax): string[] {
  return nodesOf(node, "invokation_expression")
    .map(({ text }) => /^\[[\w.]+\]::\w+(?=\()/.exec(text)?.[0] ?? "")
    .filter((text) => text !== "");
}

/** The value of a parameter; undefined where it is not given. */
export function valueOf(call: Call, parameter: string): string | undefined {
  const word = call.words.find((each) => each.parameter?.toLowerCase() === `-${parameter}`.toLowerCase());
  return word === undefined ? undefined : (word.value?.text ?? "");
}

/** Whether a node stands in one that this is the text of, somewhere. */
export function reads(node: Syntax, variable: string): boolean {
  return nodesIn(node).some(({ type, text }) => type === "variable" && text.toLowerCase() === variable.toLowerCase());
}

function callOf(node: Syntax, script: string): Call {
  const name = nameOf(node);
  const elements = node.children.find(({ type }) => type === "command_elements")?.children ?? [];
  const parts = elements.filter(({ type }) => type !== "command_argument_sep" && type !== "redirection");
  if (node.children[0].type === "foreach_command" || parts.length === 0) {
    const blocks = node.children.filter(({ type }) => type === "script_block_expression");
    return { name, words: blocks.map((value) => ({ value })), node, script };
  }
  const words: Word[] = [];
  for (const part of parts) {
    const last = words[words.length - 1];
    if (part.type === "command_parameter") words.push({ parameter: part.text });
    else if (last?.parameter !== undefined && last.value === undefined)
      words[words.length - 1] = { ...last, value: part };
    else words.push({ value: part });
  }
  return { name, words, node, script };
}

function functionsOf(tree: Syntax, script: string): Definition[] {
  return nodesOf(tree, "function_statement").map((node) => ({
    name: node.children.find(({ type }) => type === "function_name")!.text,
    parameters: nodesOf(node, "script_parameter").map((parameter) => ({
      name: parameter.children.find(({ type }) => type === "variable")!.text,
      type: nodesOf(parameter, "type_literal")[0]?.text ?? "",
    })),
    node,
    script,
  }));
}
