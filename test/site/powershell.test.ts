import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/docs";
import { Syntax, faultsIn, nodesIn, parsed } from "../support/powershell";

const SCRIPTS = join(ROOT, "lib", "site", "scripts");
const LISTENER = "install-listener.ps1";
const RUNNER = "run-listener.ps1";
const NODE = "install-runtime-node.ps1";
const textOf = (name: string) => readFileSync(join(SCRIPTS, name), "utf8");

const trees = new Map([LISTENER, RUNNER, NODE].map((name) => [name, parsed(textOf(name))]));

/** Every call of a command, with its text, in the order of the script. */
function commandsOf(name: string): string[] {
  return nodesIn(trees.get(name)!)
    .filter(({ type }) => type === "command")
    .map(({ text }) => text);
}

/** The text of one function. */
function functionOf(name: string, wanted: string): string {
  const functions = nodesIn(trees.get(name)!).filter(({ type }) => type === "function_statement");
  return functions.find((each) => each.text.startsWith(`function ${wanted}`))!.text;
}

test("the grammar sees what is wrong", () => {
  expect(faultsIn(parsed("if ($true { Write-Output 1 }\n"))).not.toEqual([]);
  expect(faultsIn(parsed("if ($true) { Write-Output 1 }\n"))).toEqual([]);
});

describe.each([LISTENER, RUNNER, NODE])("%s", (name) => {
  test("is PowerShell", () => {
    expect(faultsIn(trees.get(name)!)).toEqual([]);
  });

  test("is strict, and stays within ASCII, which Windows PowerShell reads alike everywhere", () => {
    expect(textOf(name)).toContain("Set-StrictMode -Version Latest\n");
    expect(textOf(name)).toMatch(/^[\t\n\x20-\x7e]*$/);
    expect(textOf(name)).toContain("#Requires -Version 5.1\n");
  });

  test("hands no secret to a command that shows, logs or stores it", () => {
    const secrets = /\$(?:key|value|text|finished)\b/i;
    const shown = commandsOf(name).filter((command) =>
      /^(?:Write-(?!Profile)\w+|Set-Content|Add-Content|Out-\w+|Stop-Because|New-Item|Start-Process)\b/.test(command),
    );
    expect(shown.filter((command) => secrets.test(command.replace(/\s+"[^"]*"$/, "")))).toEqual([]);
  });
});

describe.each([LISTENER, NODE])("%s", (name) => {
  test("says of itself that nobody ran it on Windows, can be tried without effect, and needs an administrator", () => {
    expect(textOf(name)).toContain("Not run on Windows by this project");
    expect(textOf(name)).toContain("[CmdletBinding(SupportsShouldProcess)]");
    expect(textOf(name)).toContain("#Requires -RunAsAdministrator\n");
  });

  test("changes the machine only where -WhatIf is asked", () => {
    const changing =
      /^(?:Install-Msi|Start-Process|Register-ScheduledTask|Unregister-ScheduledTask|Set-Service|New-NetFirewallRule)\b/;
    const guards = /^(?:Invoke-Change |function Install-Msi\b)/;
    const unguarded = (node: Syntax): Syntax[] =>
      guards.test(node.text) ? [] : [node, ...node.children.flatMap(unguarded)];
    const calls = (nodes: readonly Syntax[]) =>
      nodes.filter(({ type, text }) => type === "command" && changing.test(text)).map(({ text }) => text);
    expect(calls(nodesIn(trees.get(name)!)).length).toBeGreaterThan(2);
    expect(calls(unguarded(trees.get(name)!))).toEqual([]);
  });

  test("ends the session that it signed in with", () => {
    expect(textOf(name)).toMatch(/finally \{[\s\S]*Remove-Item -LiteralPath \$script:azConfigDirectory -Recurse/);
  });
});

describe("a runtime node", () => {
  test("enables remote access before it is registered, and is registered before it is updated", () => {
    const text = textOf(NODE);
    const at = ["    Enable-Remote $runtime", "'-RegisterNewNode'", "'-TurnOnAutoUpdate'"].map((part) =>
      text.lastIndexOf(part),
    );
    expect(at.every((position) => position > 0)).toBe(true);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  test("reads its key only when it is to be registered, and shows no output of dmgcmd that holds it", () => {
    expect(functionOf(NODE, "Invoke-DmgCmd").includes("$output.Replace($Secret, '<key>')")).toBe(true);
    const commands = commandsOf(NODE);
    const registering = commands.filter((command) => /^Get-RuntimeKey\b/.test(command));
    expect(registering).toHaveLength(1);
    expect(commands.filter((command) => /^Invoke-DmgCmd @\('-RegisterNewNode'/.test(command))).toEqual([
      "Invoke-DmgCmd @('-RegisterNewNode', $key, $NodeName) $key",
    ]);
  });

  test("prints Connected, or why not", () => {
    const text = functionOf(NODE, "Write-Connection");
    expect(text).toContain("Write-Output 'Connected'");
    expect(text).toContain("Write-Reasons $Runtime");
    expect(text).toContain("$script:exitCode = 1");
  });

  test("wants Java only where the plan does, and an installer that Microsoft signed", () => {
    expect(textOf(NODE)).toContain("if ($runtime.java) { Install-Java }");
    expect(textOf(NODE)).toContain("Get-AuthenticodeSignature -LiteralPath $copy");
  });
});

describe("a Windows listener", () => {
  test("checks its package before it installs it", () => {
    const text = functionOf(LISTENER, "Install-Package");
    expect(text.indexOf("$actual -ne $Sha256")).toBeGreaterThan(0);
    expect(text.indexOf("$actual -ne $Sha256")).toBeLessThan(text.indexOf("msiexec.exe"));
  });

  test("fetches every key before it changes anything", () => {
    const main = textOf(LISTENER).slice(textOf(LISTENER).indexOf("$finished = @{}"));
    expect(main.indexOf("Get-FinishedProfile")).toBeLessThan(main.indexOf("Invoke-Change"));
  });

  test("is started again for ever, as an account without rights", () => {
    expect(textOf(LISTENER)).toMatch(
      /\$account = \(\[Security\.Principal\.SecurityIdentifier\] 'S-1-5-20'\)\.Translate\(/,
    );
    expect(textOf(LISTENER)).toContain("-ExecutionTimeLimit ([TimeSpan]::Zero)");
    expect(textOf(RUNNER)).toMatch(/while \(\$true\) \{[\s\S]*& \$Program -f \$ProfilePath/);
  });

  test("ends azbridge itself, which outlives its task, before it is removed, restarted or replaced", () => {
    expect(functionOf(LISTENER, "Stop-Listener")).toContain("Stop-Process -Id $_.ProcessId -Force");
    expect(functionOf(LISTENER, "Remove-Listener")).toMatch(
      /Disable-ScheduledTask[\s\S]*Stop-Listener[\s\S]*Unregister-/,
    );
    expect(functionOf(LISTENER, "Set-ListenerTask")).toMatch(/Stop-Listener \$Hub\s+Start-ScheduledTask/);
    expect(functionOf(LISTENER, "Install-Package")).toMatch(/Stop-Listener \$hub[\s\S]*msiexec\.exe/);
  });

  test("is restarted after its program or its runner has changed", () => {
    expect(functionOf(LISTENER, "Install-Package")).toContain("$script:stale = $true");
    expect(textOf(LISTENER)).toContain("Set-ListenerTask $hub ($changed -or $script:stale)");
  });

  test("keeps its keys in no folder that somebody else has made", () => {
    const text = functionOf(LISTENER, "Initialize-Directory");
    expect(text).toMatch(/GetOwner[\s\S]*-notin 'S-1-5-18', 'S-1-5-32-544'[\s\S]*Stop-Because/);
    expect(functionOf(LISTENER, "Protect-Path")).toContain("/setowner '*S-1-5-32-544'");
  });

  test("takes nothing for a connection string that could be more than a value in its profile", () => {
    expect(functionOf(LISTENER, "Get-ListenKey")).toContain("$value -notmatch '^[A-Za-z0-9+/=;:._-]+$'");
  });
});

test.each([LISTENER, NODE])("%s lets az complain where it asks whether somebody is signed in", (name) => {
  expect(functionOf(name, "Connect-Az")).toMatch(
    /\$ErrorActionPreference = 'Continue'[^\n]*\n\s+& az account show[^\n]*2>/,
  );
});
