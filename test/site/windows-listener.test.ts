import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/docs";
import { aroundOf, nodesOf } from "../support/powershell";
import { valueOf } from "../support/powershell-kit";
import { ascending, commandsIn, functionOf, mainOf, patternIn, placesOf, windowsKits } from "./windows-kits";

const { listener, runner } = windowsKits();

describe("a Windows listener", () => {
  test("is marked before it is touched, has its rights before its key, and is unmarked when it runs", () => {
    const places = placesOf(
      listener,
      ...["Get-NewPackage", "Connect-Az", "Get-FinishedProfile", "Get-Difference", "Confirm-Change", "Set-Mark"],
      ...["Register-Listener", "Suspend-Listener", "Install-Package", "Set-ListenerRights", "Save-Text"],
      ...["Start-Listener", "Wait-Listener", "Remove-Mark"],
    );
    expect(places).toEqual(ascending(places));
  });

  test("is compared in everything that is written for it", () => {
    const compared = commandsIn(functionOf(listener, "Get-Difference"));
    const all = ["Test-Mark", "Test-Task", "Test-ListenerRights", "Read-Kit", "Test-Profile", "Get-Staleness"];
    expect(compared).toEqual(expect.arrayContaining(all));
    // A change of what registers a task is a change of its description.
    expect(functionOf(listener, "Get-Definition").text).toContain(
      "Get-Sha256 (Join-Path $PSScriptRoot 'listener.ps1')",
    );
    expect(functionOf(listener, "Register-Listener").parent).toBe(functionOf(listener, "Get-Definition").parent);
    expect(valueOf(listener.callsOf("Register-ScheduledTask")[0], "Description")).toBe("(Get-Definition $Listener)");
  });

  test("works again, as it was, where a run fails between", () => {
    const [first] = mainOf(listener).end;
    expect(first.text).toBe("foreach ($listener in $marked) { Restore-Listener $listener }");
    expect(commandsIn(functionOf(listener, "Restore-Listener"))).toEqual(
      expect.arrayContaining(["Test-Mark", "Start-Listener"]),
    );
  });

  test("ends azbridge itself, which outlives its task, after what would start it again", () => {
    const ending = commandsIn(functionOf(listener, "Suspend-Listener"));
    const places = ["Disable-ScheduledTask", "Stop-ScheduledTask", "Get-ProcessOf", "Stop-Process"].map((name) =>
      ending.indexOf(name),
    );
    expect(places).toEqual(ascending(places));
    expect(places[0]).toBeGreaterThan(0);
  });

  test("checks its package before it counts as one, and stamps it when it is in force", () => {
    expect(functionOf(listener, "Get-NewPackage").text).toMatch(
      /Get-Sha256 \$copy[\s\S]*\$actual -ne \$Sha256[\s\S]*Stop-Because[\s\S]*return \$copy/,
    );
    expect(functionOf(listener, "Install-Package").text).toMatch(
      /Save-Text \$packageMark[\s\S]*if \(-not \(Install-Msi [^\n]*\) \{ return \}[\s\S]*Save-Text \$packageStamp[\s\S]*Delete\(\$packageMark\)/,
    );
  });

  test("does not take a package for installed where msiexec has replaced nothing", () => {
    const text = functionOf(listener, "Install-Package").text;
    const steps = [
      "$before = Get-ProgramIdentity",
      "Install-Msi",
      "$now = Get-ProgramIdentity",
      "if ($comparable -and $now -eq $before)",
      "return\n    }\n    Save-Text $packageStamp",
    ].map((step) => text.indexOf(step));
    expect(steps).toEqual(ascending(steps));
    expect(steps[0]).toBeGreaterThan(0);
    const identity = functionOf(listener, "Get-ProgramIdentity").text;
    expect(identity).toMatch(/VersionInfo\.FileVersion\), SHA-256 \$\(Get-Sha256 \$program\)/);
  });

  test("lets the account that other services share see nothing but names of folders", () => {
    const shared = listener.nodes("verbatim_string_characters").filter(({ text }) => text.includes("S-1-5-20"));
    expect(shared.map(({ text }) => text)).toEqual(["'S-1-5-20'", "'S-1-5-20:(RX)'"]);
    expect(listener.around(shared[1])!.text).toMatch(/^function Get-PassageRights\b/);
    const [task] = listener.callsOf("New-ScheduledTaskPrincipal");
    expect(valueOf(task, "ProcessTokenSidType")).toBe("Unrestricted");
  });

  test("knows the access masks of Windows", () => {
    const [read, write, execute, remove, all] = [0x120089, 0x120116, 0x1200a0, 0x10000, 0x1f01ff]; // winnt.h
    const masks = listener.nodes("hash_entry").flatMap(({ text }) => [...text.matchAll(/^(F|M|RX) = (0x[0-9A-F]+)/g)]);
    expect(Object.fromEntries(masks.map(([, name, mask]) => [name, Number(mask)]))).toEqual({
      F: all,
      M: read | write | execute | remove,
      RX: read | execute,
    });
  });

  test("takes nothing for a connection string that could be more than a value in its profile", () => {
    const value = patternIn(listener, "^[A-Za-z0-9+/=;:._-]+$");
    const key =
      "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=a+b/c=;EntityPath=warehouse";
    expect(key).toMatch(value);
    for (const text of ['a"b', "a\nb", "a b", "a{b}", "a#b", ""]) expect(text).not.toMatch(value);
  });

  test("goes with its task, profile, key and log when a newer kit of its site has no such listener", () => {
    const going = commandsIn(functionOf(listener, "Remove-Listener"));
    expect(going).toEqual(["Suspend-Listener", "Get-ListenerTask", "Unregister-ScheduledTask", "Remove-Folder"]);
    const scheduled = listener.calls.filter(({ name }) => /^(?!New|Get)\w+-ScheduledTask$/.test(name ?? ""));
    expect(scheduled.length).toBeGreaterThan(5);
    expect(scheduled.filter((call) => valueOf(call, "TaskPath") !== "$Listener.TaskPath")).toEqual([]);
  });
});

describe("the script that a task runs", () => {
  const line = (event: string, more = "") =>
    `[11/03/2025 10:00:00], ${event}, 5e0c, { hybridConnectionUri = sb://contoso.servicebus.windows.net:443/warehouse${more} }`;

  test("reads the words of a listener", () => {
    const word = patternIn(runner, "\\bRemoteForwardBridge(");
    const words = ["Online", "Connecting", "Offline", "StartFailure"];
    expect(words.map((each) => word.exec(line(`RemoteForwardBridge${each}`))?.[1])).toEqual(words);
    expect(line("RemoteForwardBridgeStart")).not.toMatch(word);
    expect(line("LocalForwardBridgeConnectionStart")).not.toMatch(word);
  });

  test("waits up to an hour where the Relay knows no such hybrid connection, and nowhere else", () => {
    const unknown = patternIn(runner, "RemoteForwardBridgeOffline|");
    const failure = (exception: string) => line("RemoteForwardBridgeStartFailure", `, exception = ${exception}`);
    const lines: [string, boolean][] = [
      [line("RemoteForwardBridgeOffline"), true],
      [failure("Microsoft.Azure.Relay.EndpointNotFoundException: Endpoint does not exist"), true],
      ["One or more errors occurred. (Endpoint does not exist. TrackingId:1b4)", true],
      [failure("Microsoft.Azure.Relay.AuthorizationFailedException: InvalidSignature"), false],
      [failure("Microsoft.Azure.Relay.RelayException: Unable to connect to the remote server"), false],
      ["One or more errors occurred. (Unable to connect to the remote server)", false],
      [line("RemoteForwardBridgeConnecting"), false],
      [line("LocalForwardBridgeConnectionStart", ", port = 404"), false],
    ];
    expect(lines.map(([text]) => unknown.test(text))).toEqual(lines.map(([, hour]) => hour));
  });

  test("judges by the figures of the watchdog on Linux machines", () => {
    const judge = fs.readFileSync(path.join(ROOT, "lib/site/scripts/watch/judge.sh"), "utf8");
    const secondsOf = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(judge)![1]);
    const text = runner.texts["run-listener.ps1"];
    const spanOf = (name: string) => {
      const [, unit, figure] = new RegExp(`\\$${name} = \\[TimeSpan\\]::From(Minutes|Hours)\\((\\d+)\\)`).exec(text)!;
      return Number(figure) * (unit === "Hours" ? 3600 : 60);
    };
    expect([spanOf("patience"), spanOf("reminder"), spanOf("steady")]).toEqual([
      secondsOf("patience"),
      secondsOf("reminder"),
      secondsOf("longest_pause"),
    ]);
    expect(text).toMatch(/\$hour = 3600\n/);
    expect(text).toMatch(/UtcNow - \$started -gt \$steady\) \{ \$pause = \$RestartSeconds \}/);
    // Connecting is complained of, and ends nothing: Offline alone does.
    expect(functionOf(runner, "Write-Complaint").text).not.toMatch(/Kill|break|throw/);
    const breaks = nodesOf(functionOf(runner, "Invoke-Azbridge"), "flow_control_statement").filter(({ text: each }) =>
      each.startsWith("break"),
    );
    expect(
      breaks.map(
        (each) =>
          aroundOf(each)
            .find(({ type }) => type === "if_statement")
            ?.text.split("\n")[0],
      ),
    ).toEqual(["if ($script:word -eq 'Offline') {"]);
  });

  test("ends what an earlier one has left before it starts azbridge, and its own azbridge when it ends", () => {
    const [loop] = runner
      .nodes("while_statement")
      .filter((each) => aroundOf(each).every(({ type }) => type !== "function_statement"));
    expect(loop.text).toMatch(/if \(Stop-Leftover\) \{ \$longest = Invoke-Azbridge \}/);
    expect(functionOf(runner, "Invoke-Azbridge").text).toMatch(/\} finally \{[\s\S]*\$process\.Kill\(\)/);
  });

  test("writes down why azbridge cannot be run", () => {
    expect(runner.texts["run-listener.ps1"]).toMatch(
      /Invoke-Azbridge \}\s+\} catch \{\s+Write-Log "[^"]*\$\(\$_\.Exception\.Message\)"/,
    );
  });
});
