import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/docs";
import { Syntax, faultsIn, nodesIn, parsed } from "../support/powershell";

const SCRIPTS = join(ROOT, "lib", "site", "scripts");
const LISTENER = "install-listener.ps1";
const RUNNER = "run-listener.ps1";
const NODE = "install-runtime-node.ps1";
const SIGN_IN = "sign-in.ps1";
const textOf = (name: string) => readFileSync(join(SCRIPTS, name), "utf8");

const trees = new Map([LISTENER, RUNNER, NODE, SIGN_IN].map((name) => [name, parsed(textOf(name))]));

/** Every call of a command, with its text, in the order of the script. */
function commandsOf(name: string): string[] {
  return nodesIn(trees.get(name)!)
    .filter(({ type }) => type === "command")
    .map(({ text }) => text);
}

function functionNode(name: string, wanted: string): Syntax {
  const functions = nodesIn(trees.get(name)!).filter(({ type }) => type === "function_statement");
  return functions.find((each) => new RegExp(`^function ${wanted}\\b`).test(each.text))!;
}

/** The text of one function. */
const functionOf = (name: string, wanted: string) => functionNode(name, wanted).text;

/** The commands within one function, in its order, without what follows on further lines. */
function commandsIn(name: string, wanted: string): string[] {
  const commands = nodesIn(functionNode(name, wanted)).filter(({ type }) => type === "command");
  return commands.map(({ text }) => text.split("\n")[0].trimEnd());
}

test("the grammar sees what is wrong", () => {
  expect(faultsIn(parsed("if ($true { Write-Output 1 }\n"))).not.toEqual([]);
  expect(faultsIn(parsed("if ($true) { Write-Output 1 }\n"))).toEqual([]);
});

describe.each([LISTENER, RUNNER, NODE, SIGN_IN])("%s", (name) => {
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
    expect(textOf(name)).toContain(". (Join-Path $PSScriptRoot 'sign-in.ps1')\n");
    expect(textOf(name)).toMatch(/\} finally \{\n {4}Disconnect-Az\n/);
    expect(commandsIn(SIGN_IN, "Disconnect-Az")[0]).toBe(
      "Remove-Item -LiteralPath $script:azConfigDirectory -Recurse -Force -ErrorAction SilentlyContinue",
    );
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

  test("has az's extension before it asks for the runtime's key by it", () => {
    const calls = commandsIn(NODE, "Get-RuntimeKey").filter((command) =>
      /^& az (?:extension|datafactory)\b/.test(command),
    );
    expect(calls.map((call) => call.split(" ").slice(0, 5).join(" "))).toEqual([
      "& az extension add --name",
      "& az datafactory integration-runtime list-auth-key",
    ]);
    expect(calls[0]).toContain(" --name datafactory ");
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

  test("warns where the Visual C++ runtime is missing that goes with Java", () => {
    const warnings = commandsIn(NODE, "Install-Java").filter((command) => /^Write-Warning\b/.test(command));
    expect(warnings).toEqual([expect.stringContaining("no Visual C++ 2010 runtime (x64)")]);
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
    const changes = ["Initialize-Directory", "Install-Package", "Remove-FormerListener", "Register-Listener"];
    const at = ["Get-FinishedProfile", ...changes].map((command) => main.indexOf(command));
    expect(at.every((position) => position > 0)).toBe(true);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  test("is started again for ever, as an account without rights, with a SID of its own", () => {
    expect(textOf(LISTENER)).toMatch(
      /\$account = \(\[Security\.Principal\.SecurityIdentifier\] 'S-1-5-20'\)\.Translate\(/,
    );
    const register = functionOf(LISTENER, "Register-Listener");
    expect(register).toContain("-UserId $account -LogonType ServiceAccount -ProcessTokenSidType Unrestricted)");
    expect(register).toContain("-ExecutionTimeLimit ([TimeSpan]::Zero)");
    expect(textOf(RUNNER)).toMatch(/while \(\$true\) \{[\s\S]*& \$Program -f \$ProfilePath/);
  });

  test("ends azbridge itself, which outlives its task, before it is removed, restarted or replaced", () => {
    expect(functionOf(LISTENER, "Stop-Listener")).toContain("Stop-Process -Id $_.ProcessId -Force");
    expect(functionOf(LISTENER, "Remove-Listener")).toMatch(
      /Disable-ScheduledTask[\s\S]*Stop-Listener[\s\S]*Unregister-/,
    );
    expect(functionOf(LISTENER, "Start-Listener")).toMatch(/Stop-Listener \$Hub\.name\s+Start-ScheduledTask/);
    expect(functionOf(LISTENER, "Install-Package")).toMatch(/Stop-Listener \$hub\.name[\s\S]*msiexec\.exe/);
  });

  test("is restarted after its program, its task, its runner or its profile has changed", () => {
    expect(functionOf(LISTENER, "Install-Package")).toContain("$script:stale['package'] = $true");
    for (const change of ["Register-Listener", "Write-Runner", "Write-Profile"])
      expect(functionOf(LISTENER, change)).toContain("$script:stale[$Hub.name] = $true");
    expect(functionOf(LISTENER, "Start-Listener")).toContain(
      "if ($Rotate -or $script:stale[$Hub.name] -or $script:stale['package']) {",
    );
  });

  test("has its keys in a folder that its own task, SYSTEM and administrators may read, before they are there", () => {
    expect(textOf(LISTENER)).toContain("$owners = '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'\n");
    expect(commandsIn(LISTENER, "Get-TaskSid")[0]).toBe('& schtasks.exe /showsid /tn "$taskPath$Name"');
    expect(commandsIn(LISTENER, "Initialize-HubDirectory").filter((command) => /^Protect-/.test(command))).toEqual([
      'Protect-Path $folder ($owners + "${task}:(OI)(CI)RX")',
      'Protect-Path $log ($owners + "${task}:(OI)(CI)M")',
    ]);
    const main = commandsOf(LISTENER).map((command) => command.split(" ")[0]);
    const inOrder = ["Register-Listener", "Initialize-HubDirectory", "Write-Profile", "Start-Listener"];
    expect(main.filter((command) => inOrder.includes(command))).toEqual(inOrder);
  });

  test("lets the account that other services share see nothing but names of folders", () => {
    const shared = nodesIn(trees.get(LISTENER)!).filter(
      ({ type, text }) => /string/.test(type) && text.includes("S-1-5-20"),
    );
    expect([...new Set(shared.map(({ text }) => text))]).toEqual(["'S-1-5-20'", "'*S-1-5-20:(RX)'"]);
    expect(commandsIn(LISTENER, "Initialize-Directory").filter((command) => /^Protect-/.test(command))).toEqual([
      "Protect-Path $each ($owners + '*S-1-5-20:(RX)')",
    ]);
  });

  test("takes the rights of everybody else away, and what was inherited", () => {
    const rights = commandsIn(LISTENER, "Protect-Path").filter((command) => /icacls\.exe/.test(command));
    expect(rights).toEqual([
      "& icacls.exe $Path /setowner '*S-1-5-32-544' /quiet",
      "& icacls.exe $Path /inheritance:r /grant:r @Rights /quiet",
      '& icacls.exe $Path /remove "*$other" /quiet',
    ]);
  });

  test("goes with its task, profile, keys and log when a newer kit of its site has no such hub", () => {
    const former = functionOf(LISTENER, "Remove-FormerListener");
    expect(commandsIn(LISTENER, "Remove-FormerListener").filter((command) => /^(?:Get|Remove)-/.test(command))).toEqual(
      [
        "Get-ScheduledTask -TaskPath $taskPath -ErrorAction SilentlyContinue",
        "Get-ChildItem -LiteralPath $siteDirectory -Directory -ErrorAction SilentlyContinue",
        "Remove-Listener $name",
      ],
    );
    expect(former).toMatch(/^function Remove-FormerListener \{\s+if \(\$Only\.Count -gt 0\) \{ return \}/);
    expect(former).toContain("Where-Object { $site.hubs.name -notcontains $_ }");
    expect(functionOf(LISTENER, "Remove-Listener")).toContain("Remove-Item -LiteralPath $folder -Recurse -Force");
    const main = textOf(LISTENER).slice(textOf(LISTENER).indexOf("if ($Uninstall) {"));
    expect(main).toMatch(/^if \(\$Uninstall\) \{\s+Remove-FormerListener\s/);
    expect(main).toMatch(/if \(-not \$Rotate\) \{[^}]*\sRemove-FormerListener\s/);
  });

  test("has tasks and folders that are its site's alone", () => {
    expect(textOf(LISTENER)).toContain('$taskPath = "\\azbridge-listener\\$($site.name)\\"\n');
    expect(textOf(LISTENER)).toContain("$siteDirectory = Join-Path $directory $site.name\n");
    const scheduled = commandsOf(LISTENER).filter((command) => /^\w+-ScheduledTask\b/.test(command));
    expect(scheduled.length).toBeGreaterThan(6);
    expect(scheduled.filter((command) => !command.includes("-TaskPath $taskPath"))).toEqual([]);
  });

  test("keeps its keys in no folder that somebody else has made", () => {
    const text = functionOf(LISTENER, "Initialize-Directory");
    expect(text).toMatch(/GetOwner[\s\S]*-notin 'S-1-5-18', 'S-1-5-32-544'[\s\S]*Stop-Because/);
  });

  test("takes nothing for a connection string that could be more than a value in its profile", () => {
    expect(functionOf(LISTENER, "Get-ListenKey")).toContain("$value -notmatch '^[A-Za-z0-9+/=;:._-]+$'");
  });
});

test("az may complain where it is asked whether somebody is signed in", () => {
  expect(functionOf(SIGN_IN, "Connect-Az")).toMatch(
    /\$ErrorActionPreference = 'Continue'[^\n]*\n\s+& az account show[^\n]*2>/,
  );
});

test("no machine signs in for a runtime's key, which joins machines to it", () => {
  expect(textOf(NODE)).toContain("[ValidateSet('Session', 'Device')] [string] $Login = 'Session',");
});
