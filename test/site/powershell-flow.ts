import { Syntax, aroundOf, nodesOf } from "../support/powershell";
import { Call, PowerShellKit, reads, statementsOf } from "../support/powershell-kit";

/** A statement, or what stands in it where it is a try, in order. What ends the script, as a removal does, is a flow of its own. */
export function flowOf(statement: Syntax): Syntax[] {
  if (statement.type === "try_statement") {
    const block = statement.children.find(({ type }) => type === "statement_block")!;
    return statementsOf(block).flatMap(flowOf);
  }
  if (statement.type === "if_statement") {
    const block = statement.children.find(({ type }) => type === "statement_block")!;
    const inner = statementsOf(block);
    const last = inner[inner.length - 1];
    if (last !== undefined && /^(?:return|exit)\b/.test(last.text)) return [];
  }
  return [statement];
}

export function hits(kit: PowerShellKit, statement: Syntax, pattern: RegExp): boolean {
  return [...kit.reached(statement)].some((name) => pattern.test(name));
}

/** Whether the statement after the one in which a node stands reads a variable, on any level within its function. */
export function isFollowedBy(node: Syntax, variable: string): boolean {
  for (const around of [node, ...aroundOf(node)]) {
    if (around.type === "function_statement") return false;
    if (around.parent?.type !== "statement_list") continue;
    const siblings = statementsOf(around.parent);
    const next = siblings[siblings.indexOf(around) + 1];
    if (next !== undefined && reads(next, variable)) return true;
  }
  return false;
}

/** Whether somebody reads the Code of what a program's function returns, or its Text where that is the proof. */
export function isJudged(kit: PowerShellKit, { node }: Call): boolean {
  const around = aroundOf(node);
  const assignment = around.find(({ type }) => type === "assignment_expression");
  const scope = kit.around(node);
  if (assignment === undefined || scope === undefined) return /-cgc/.test(node.text);
  const variable = assignment.children[0].text;
  const returned = nodesOf(scope, "flow_control_statement").some(({ text }) => text === `return ${variable}`);
  return returned || scope.text.includes(`${variable}.Code`);
}

/** Whether what a command prints goes nowhere but into its function's result. */
export function isLoose(node: Syntax): boolean {
  const pipeline = aroundOf(node).find(({ type }) => type === "pipeline");
  if (pipeline === undefined) return false;
  const around = aroundOf(node);
  const kept = around.some(({ type }) =>
    ["assignment_expression", "flow_control_statement", "parenthesized_expression", "member_access"].includes(type),
  );
  return !kept && !/\|\s*Out-Null\s*$/.test(pipeline.text);
}

/** Whether something kept the value before it is set here, and something else sets what was kept. */
export function isGivenBack(kit: PowerShellKit, target: Syntax): boolean {
  const all = kit.nodes("assignment_expression", "hash_entry");
  const reading = all.some(({ text }) => new RegExp(`=\\s*${escaped(target.text)}\\b(?!\\s*=)`).test(text));
  const settings = all.filter(({ children }) => children[0].text === target.text);
  return reading && settings.length > 1;
}

export function isPreceded(node: Syntax, name: string): boolean {
  const statement = [node, ...aroundOf(node)].find(({ parent }) => parent?.type === "statement_list")!;
  const siblings = statementsOf(statement.parent!);
  return siblings.slice(0, siblings.indexOf(statement)).some(({ text }) => text.startsWith(name));
}

/** The statement that a condition guards, for a variable in the condition; the variable itself elsewhere. */
export function conditionBody(variable: Syntax): Syntax {
  const around = aroundOf(variable);
  const guard = around.find(({ type }) => type === "if_statement");
  const block = guard?.children.find(({ type }) => type === "statement_block");
  return block !== undefined && !around.includes(block) ? block : variable;
}

export function isSid(kit: PowerShellKit, given: string): boolean {
  const sid = /^'S-1-[\d-]+'$/;
  if (sid.test(given)) return true;
  const assigned = kit.nodes("assignment_expression").filter(({ children }) => children[0].text === given);
  return assigned.length === 1 && sid.test(assigned[0].children[2].text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
