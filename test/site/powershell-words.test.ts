import { Syntax, aroundOf, faultsIn, nodesIn, nodesOf, parsed } from "../support/powershell";
import { Call, Definition, PowerShellKit } from "../support/powershell-kit";
import { AUTOMATIC, PREFERENCES, SIGNATURES, Signature } from "./powershell-words";
import { windowsKits } from "./windows-kits";

const kits = windowsKits();

test("the grammar sees what is wrong", () => {
  const [wrong, right] = parsed(["if ($true { Write-Output 1 }\n", "if ($true) { Write-Output 1 }\n"]);
  expect(faultsIn(wrong)).not.toEqual([]);
  expect(faultsIn(right)).toEqual([]);
});

describe.each(Object.entries(kits))("the scripts of a %s", (_, kit) => {
  test("are PowerShell", () => {
    expect([...kit.trees.values()].flatMap(faultsIn)).toEqual([]);
  });

  test("are strict, and stay within ASCII, which Windows PowerShell reads alike everywhere", () => {
    for (const text of Object.values(kit.texts)) {
      expect(text).toMatch(/^[\t\n\x20-\x7e]*$/);
      expect(text).toContain("#Requires -Version 5.1\n");
      expect(text).toContain("Set-StrictMode -Version Latest\n");
    }
  });

  test("call nothing that is not there, and give it nothing that it does not take", () => {
    expect(kit.calls.flatMap((call) => faultsOfCall(kit, call))).toEqual([]);
  });

  test("read no variable that nothing sets", () => {
    expect(unset(kit)).toEqual([]);
  });

  test("have no function and no variable that nothing uses", () => {
    const called = new Set(kit.calls.map(({ name }) => name?.toLowerCase()));
    const unused = [...kit.functions.values()].filter(({ name }) => !called.has(name.toLowerCase()));
    // What one of the two installers alone needs of what both take.
    const others = Object.values(kits).flatMap((other) => other.calls.map(({ name }) => name?.toLowerCase()));
    expect(unused.map(({ name }) => name).filter((name) => !others.includes(name.toLowerCase()))).toEqual([]);
    const written = kit.nodes("assignment_expression").flatMap(targetsOf);
    const read = new Set(kit.nodes("variable").filter(isRead).map(plain));
    expect(
      written.filter((variable) => !read.has(plain(variable)) && !PREFERENCES.test(variable.text)).map(at),
    ).toEqual([]);
  });
});

test("what is not there is seen", () => {
  const wrong = `function Get-It([string] $From, [switch] $Fast) { return $Form }
Get-It 'a' 'b'
Get-It -Form 'a'
Get-ChildItem $folder
Get-Acl -LiteralPath 'x' -Recurse
Get-That
$lost = 1
`;
  const [kit] = PowerShellKit.of({ "wrong.ps1": wrong });
  expect(kit.calls.flatMap((call) => faultsOfCall(kit, call))).toEqual([
    "wrong.ps1:2 Get-It takes 1 values without a name",
    "wrong.ps1:3 Get-It has no -form",
    "wrong.ps1:4 Get-ChildItem takes 0 values without a name",
    "wrong.ps1:5 Get-Acl has no -recurse",
    "wrong.ps1:6 there is no Get-That",
  ]);
  expect(unset(kit)).toEqual(["1: $Form", "4: $folder"]);
});

function faultsOfCall(kit: PowerShellKit, { name, words, node, script }: Call): string[] {
  if (name === undefined) return []; // a program, or a script that is taken
  const place = `${script}:${node.row}`;
  const own = kit.functions.get(name.toLowerCase());
  const signature = own === undefined ? SIGNATURES.get(name.toLowerCase()) : signatureOf(own);
  if (signature === undefined) return [`${place} there is no ${name}`];
  const named = words.flatMap(({ parameter }) => (parameter === undefined ? [] : [parameter.toLowerCase()]));
  const unknown = named.filter((parameter) => !signature.parameters.has(parameter));
  const loose = words.filter(
    ({ parameter, value }) =>
      value !== undefined &&
      !value.text.startsWith(":") &&
      (parameter === undefined || (signature.switches.has(parameter.toLowerCase()) && !isColon(value))),
  );
  return [
    ...unknown.map((parameter) => `${place} ${name} has no ${parameter}`),
    ...(loose.length > signature.positions
      ? [`${place} ${name} takes ${signature.positions} values without a name`]
      : []),
  ];
}

/** Whether a switch is given its value by a colon, as in `-WhatIf:$false`. */
function isColon(value: Syntax): boolean {
  const siblings = value.parent!.children;
  return /:/.test(siblings[siblings.indexOf(value) - 1].text);
}

function signatureOf({ parameters }: Definition): Signature {
  const named = parameters.map(({ name, type }) => ({ name: name.toLowerCase().replace("$", "-"), type }));
  const switches = named.filter(({ type }) => type === "[switch]").map(({ name }) => name);
  return {
    parameters: new Set(named.map(({ name }) => name)),
    switches: new Set(switches),
    positions: named.length - switches.length,
  };
}

const at = ({ row, text }: Syntax) => `${row}: ${text}`;
const plain = ({ text }: Syntax) =>
  text
    .toLowerCase()
    .replace(/^[$@]\{?(?:script:|global:)?/, "")
    .replace(/\}$/, "");

/** The variables that an assignment sets. */
function targetsOf(assignment: Syntax): Syntax[] {
  const [target] = assignment.children;
  return nodesOf(target, "variable").filter((variable) => !aroundOf(variable).some(({ type }) => /access/.test(type)));
}

/** Whether a variable is read where it stands: not set by an assignment, a parameter or a loop. */
function isRead(variable: Syntax): boolean {
  const { parent } = variable;
  if (parent === undefined || parent.type === "script_parameter" || parent.type === "foreach_statement") return false;
  const target = [variable, ...aroundOf(variable)].find((node) => node.parent?.type === "assignment_expression");
  if (target === undefined) return true;
  const [first, operator] = target.parent!.children;
  return first !== target || operator.text !== "=" || !targetsOf(target.parent!).includes(variable);
}

/** Variables that are read and that neither the function around them nor the scripts set. */
function unset(kit: PowerShellKit): string[] {
  const set = (within: Syntax) =>
    new Set(
      [
        ...nodesOf(within, "assignment_expression").flatMap(targetsOf),
        ...nodesOf(within, "script_parameter").flatMap((parameter) => nodesOf(parameter, "variable").slice(0, 1)),
        ...nodesOf(within, "foreach_statement").map(({ children }) =>
          children.find(({ type }) => type === "variable")!,
        ),
      ].map(plain),
    );
  const shared = new Set(
    [...kit.trees.values()].flatMap((tree) => {
      const outside = nodesIn(tree).filter(
        (node) => kit.around(node) === undefined && node.type !== "function_statement",
      );
      const roots = outside.filter(({ type }) =>
        ["assignment_expression", "script_parameter", "foreach_statement"].includes(type),
      );
      return roots.flatMap((root) => [...set(root)]);
    }),
  );
  const scripted = kit
    .nodes("assignment_expression")
    .flatMap(targetsOf)
    .filter(({ text }) => /^\$script:/i.test(text));
  const known = new Set([...shared, ...scripted.map(plain)]);
  return kit
    .nodes("variable")
    .filter((variable) => isRead(variable) && !AUTOMATIC.test(variable.text.replace(/^\$\{(.*)\}$/, "$$$1")))
    .filter((variable) => {
      const around = kit.around(variable);
      return !known.has(plain(variable)) && !(around !== undefined && set(around).has(plain(variable)));
    })
    .map(at);
}
