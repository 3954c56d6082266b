import { nodesOf } from "../support/powershell";
import { ascending, functionOf, mainOf, patternIn, placesOf, windowsKits } from "./windows-kits";

const { listener, node } = windowsKits();

describe.each([
  ["listener", listener],
  ["node", node],
])("the installer of a %s", (_, kit) => {
  const text = kit.texts[kit.started];

  test("says of itself that nobody ran it on Windows, can be tried without effect, and needs an administrator", () => {
    expect(text).toContain("Not run on Windows itself by this project");
    expect(text).toContain("[CmdletBinding(SupportsShouldProcess)]");
    expect(text).toContain("#Requires -RunAsAdministrator\n");
  });

  test("reads from top to bottom: check, mark, change, start, unmark", () => {
    const phases = [...text.matchAll(/^ {4}# (Check|Mark|Change|Start, and unmark)\b/gm)].map(([, phase]) => phase);
    expect(phases).toEqual(["Check", "Mark", "Change", "Start, and unmark"]);
  });

  test("asks before the first change, which -WhatIf declines", () => {
    const changing =
      /^(?:\[IO\.File\]::(?:WriteAllText|Replace|Delete)|(?:Register|Stop)-ScheduledTask|Start-Process|New-NetFirewallRule|Set-Service)$/i;
    const { body } = mainOf(kit);
    const asked = body.findIndex(
      ({ text: each }) => /Confirm-Change|ShouldProcess/.test(each) && !each.startsWith("if ($Uninstall)"),
    );
    const changes = body.map(
      (each) =>
        !/^(?:\$work|if \(\$Uninstall\))/.test(each.text) && [...kit.reached(each)].some((name) => changing.test(name)),
    );
    expect(asked).toBeGreaterThan(0);
    expect(changes.indexOf(true)).toBeGreaterThan(asked);
    expect(body[asked].text).toMatch(/^if \(-not .*\) \{ (?:return|exit 0) \}$/);
  });

  test("ends the session that it signed in with, and its folder, and gives back what it found", () => {
    const end = mainOf(kit).end.map(({ text: each }) => each.trim());
    expect(end.slice(-3)).toEqual([
      "Disconnect-Az",
      "if ($work) { Remove-WorkFolder $work }",
      "[Net.ServicePointManager]::SecurityProtocol = $protocol",
    ]);
  });

  test("hands no secret to a command that shows, logs or stores it", () => {
    const secrets = /\$(?:key|value|finished)\b/i;
    const shown = kit.calls.filter(({ name }) =>
      /^(?:Say|Write-\w+|Stop-Because|Set-Content|Add-Content|Out-\w+|Start-Process)$/i.test(name ?? ""),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((call) => secrets.test(call.node.text)).map((call) => call.node.text)).toEqual([]);
    const piped = nodesOf(kit.trees.get(kit.started)!, "pipeline_chain").filter(
      ({ text: each }) => /\|/.test(each) && secrets.test(each.split("|")[0]),
    );
    expect(piped.map(({ text: each }) => each)).toEqual([]);
  });

  test("leaves a later run what the killed one fetched: it knows the folders of runs that are gone", () => {
    const pattern = patternIn(kit, "^site-kit-");
    expect("site-kit-4711-6f9619ff-8b86-d011-b42d-00cf4fc964ff").toMatch(pattern);
    expect("site-kit-mine").not.toMatch(pattern);
    expect(functionOf(kit, "New-WorkFolder").text).toContain('"site-kit-$PID-$([Guid]::NewGuid())"');
  });
});

describe("a runtime node", () => {
  test("is checked whole, marked, reachable by the others, then registered, and unmarked when it is connected", () => {
    const places = placesOf(
      node,
      ...[
        "Test-Belonging",
        "Test-Machine",
        "Test-Firewall",
        "Get-JavaInstaller",
        "Get-RuntimeInstaller",
        "Get-RuntimeKey",
      ],
      ...[
        "Save-Record",
        "Install-Java",
        "Install-Runtime",
        "Set-Firewall",
        "Enable-RemoteAccess",
        "Register-Node",
        "Start-Runtime",
      ],
    );
    expect(places).toEqual(ascending(places));
    const body = mainOf(node).body.map(({ text }) => text);
    expect(body[body.length - 1]).toMatch(
      /^if \(\$report\[0\] -eq 'Connected'\) \{\s+Save-Record \$recordPath \$wanted\s+\[IO\.File\]::Delete\(\$markPath\)/,
    );
  });

  test("hands its key to dmgcmd alone, and shows no output of dmgcmd that holds it", () => {
    const given = node.calls
      .filter(({ node: call }) => /\$key\b/i.test(call.text))
      .map(({ name, node: call }) => [name, call.text]);
    expect(given).toEqual([
      ["Register-Node", "Register-Node $key $NodeName $PatienceSeconds"],
      ["Invoke-DmgCmd", "Invoke-DmgCmd @('-RegisterNewNode', $Key, $Name) $Key"],
    ]);
    expect(functionOf(node, "Invoke-DmgCmd").text).toContain("$done.Text.Replace($Secret, '<key>')");
  });

  test("takes a key of the planned factory alone", () => {
    expect(functionOf(node, "Get-RuntimeKey").text).toMatch(
      /\$parts = \$key -split '@'[\s\S]*\$parts\[2\] -ne \$Runtime\.factory\) \{ Stop-Because/,
    );
  });

  test("has az's extension before it asks for the runtime's key by it", () => {
    const asked = node
      .callsOf("Invoke-Az")
      .map(({ node: call }) => call.text)
      .filter((text) => text.includes("datafactory"));
    expect(asked[0]).toMatch(/^Invoke-Az @\('extension', 'add', '--name', 'datafactory',/);
    expect(functionOf(node, "Get-RuntimeKey").text).toMatch(
      /'extension', 'add'[\s\S]*'datafactory', 'integration-runtime', 'list-auth-key'/,
    );
  });

  test("is of no publisher whose name only begins with Microsoft's", () => {
    const publisher = patternIn(node, '^(?:(?:[^",]');
    const subjects: [string, boolean][] = [
      ["CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US", true],
      ["CN=Microsoft Corporation, OU=MOPR, O=Microsoft Corporation", true],
      ['CN="Microsoft, Windows", O=Microsoft Corporation, C=US', true],
      ["CN=Microsoft Corporation, O=Microsoft Corporation Fake, C=US", false],
      ["CN=Fake, O=Not Microsoft Corporation, C=US", false],
      ['CN="x, O=Microsoft Corporation, y", O=Fake, C=US', false],
      ['CN=Fake, O="Microsoft Corporation, Fake", C=US', false],
      ["CN=Fake, OO=Microsoft Corporation", false],
    ];
    expect(subjects.map(([subject]) => publisher.test(subject))).toEqual(subjects.map(([, microsoft]) => microsoft));
  });

  test("no machine signs in for a runtime's key, which joins machines to it", () => {
    expect(node.texts[node.started]).toContain("[ValidateSet('Session', 'Device')] [string] $Login = 'Session',");
  });
});
