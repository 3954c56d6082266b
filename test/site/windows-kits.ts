import { SiteKit } from "../../lib";
import { Syntax, nodesOf } from "../support/powershell";
import { PowerShellKit, nameOf, statementsOf } from "../support/powershell-kit";
import { smallSite } from "./small-site";

/** The scripts of a site's Windows machines as its kit has them: those that one of them takes into its scope together. */
export function windowsKits(): Record<"listener" | "runner" | "node", PowerShellKit> {
  const { files } = new SiteKit(smallSite());
  const listener = scriptsFrom(files, "windows/install-listener.ps1");
  const node = scriptsFrom(files, "runtime-nodes/install-runtime-node.ps1");
  const runner = { "run-listener.ps1": files["windows/run-listener.ps1"] };
  const [first, second, third] = PowerShellKit.of(listener, runner, node);
  return { listener: first, runner: second, node: third };
}

/** A script, and in its order what it takes into its scope; a file that its kit lacks fails. */
function scriptsFrom(files: Record<string, string>, started: string): Record<string, string> {
  const folder = started.split("/")[0];
  const taken = [...files[started].matchAll(/^\. \(Join-Path \$PSScriptRoot '([\w-]+\.ps1)'\)$/gm)];
  const names = [started.split("/")[1], ...taken.map(([, name]) => name)];
  return Object.fromEntries(
    names.map((name) => {
      const text = files[`${folder}/${name}`];
      if (text === undefined) throw new Error(`${folder} has no ${name}, which ${started} takes`);
      return [name, text];
    }),
  );
}

/** The function of this name. */
export const functionOf = (kit: PowerShellKit, name: string) => kit.functions.get(name.toLowerCase())!.node;

/** The names of the commands of a node, in its order. */
export const commandsIn = (within: Syntax) => nodesOf(within, "command").map((command) => nameOf(command) ?? "&");

/** A regular expression that a script holds, by what it begins with. */
export function patternIn(kit: PowerShellKit, beginning: string): RegExp {
  const texts = kit.nodes("verbatim_string_characters").map(({ text }) => text.slice(1, -1).replace(/''/g, "'"));
  const found = texts.filter((text) => text.startsWith(beginning));
  expect(found).toHaveLength(1);
  return new RegExp(found[0]);
}

/** The statements of the main part's try, and of its finally. */
export function mainOf(kit: PowerShellKit): { readonly body: Syntax[]; readonly end: Syntax[] } {
  const main = kit.main.find(({ type }) => type === "try_statement")!;
  const block = (within: Syntax) => statementsOf(within.children.find(({ type }) => type === "statement_block")!);
  return { body: block(main), end: block(main.children.find(({ type }) => type === "finally_clause")!) };
}

/** Where the commands of these names stand first in the main part, each of which must be there. */
export function placesOf(kit: PowerShellKit, ...names: string[]): number[] {
  const all = mainOf(kit)
    .body.filter(({ text }) => !text.startsWith("if ($Uninstall)"))
    .flatMap(commandsIn);
  return names.map((name) => {
    expect(all).toContain(name);
    return all.indexOf(name);
  });
}

export const ascending = (places: readonly number[]) => [...places].sort((one, other) => one - other);
