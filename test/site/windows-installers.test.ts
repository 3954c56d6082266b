import { versioned } from "../../lib/azapi/api-versions";
import { aroundOf, nodesOf } from "../support/powershell";
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

/** What stands before anything is changed, with values that it takes, and others that it refuses. */
describe.each<[string, typeof node, string, string[], string[]]>([
  [
    "-Sha256",
    listener,
    "^[0-9A-Fa-f]{64}$",
    ["0f1e2d3c".repeat(8), "0F1E2D3C".repeat(8)],
    ["", "0f1e2d3c", "0f1e2d3c".repeat(8) + "0", "0f1e2d3g".repeat(8), ` ${"0f1e2d3c".repeat(8)}`],
  ],
  [
    "-Package",
    listener,
    "\\.msi(",
    ["C:\\kit[1]\\azbridge.msi", "https://packages.example/azbridge.msi", "https://packages.example/azbridge.msi?sv=1"],
    ["azbridge.deb", "azbridge.msi.exe", "https://packages.example/azbridge", "azbridgemsi"],
  ],
  [
    "a file by TLS",
    listener,
    "^https://",
    ["https://packages.example/a.msi"],
    ["http://packages.example/a.msi", "azbridge.msi"],
  ],
  [
    "a file by anything else, which is refused",
    listener,
    "^[a-z]+://",
    ["http://packages.example/a.msi", "ftp://packages.example/a.msi", "file://server/a.msi"],
    ["C:\\azbridge.msi", "\\\\server\\share\\azbridge.msi", "azbridge.msi"],
  ],
  [
    "-CertificateThumbprint",
    node,
    "^[0-9A-Fa-f]{40}$",
    ["0123456789abcdefABCD".repeat(2)],
    ["\u200e" + "0123456789abcdefABCD".repeat(2), "01 23", "0123456789abcdefABCD", "0123456789abcdefABCG".repeat(2)],
  ],
])("%s", (_, kit, pattern, taken, refused) => {
  const found = patternIn(kit, pattern);
  test.each(taken)("takes %p", (value) => expect(value).toMatch(found));
  test.each(refused)("refuses %p", (value) => expect(value).not.toMatch(found));
});

test("no number and no word but those that they say are taken by parameters", () => {
  const limits = [listener, node].flatMap((kit) =>
    [...kit.texts[kit.started].matchAll(/\[Validate(?:Range|Set)\((.*?)\)\] \[\w+\] (\$\w+)/g)].map(
      ([, allowed, name]) => `${name}: ${allowed}`,
    ),
  );
  expect(limits).toEqual([
    "$Login: 'Session', 'Device', 'Identity'",
    "$PatienceSeconds: 1, 3600",
    "$Login: 'Session', 'Device'",
    "$RemoteAccessPort: 1, 65535",
    "$PatienceSeconds: 1, 3600",
  ]);
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

  test("has its remote access disabled when no other node is left, and enabled when there is one", () => {
    const text = node.texts[node.started];
    expect(text).toMatch(
      /\$disable = -not \$wanted\.remoteAccess -and @\(@\(\$record, \$pending\)[^\n]*\$_\.remoteAccess/,
    );
    const [disabled, enabled] = ["Disable-RemoteAccess", "Enable-RemoteAccess"].map((name) => node.callsOf(name));
    expect(
      [...disabled, ...enabled].map(
        ({ node: call }) => aroundOf(call).find(({ type }) => type === "if_statement")!.text,
      ),
    ).toEqual([
      "if ($disable) { Disable-RemoteAccess }",
      expect.stringMatching(/^if \(-not \$enabled\) \{ Enable-RemoteAccess /),
    ]);
    expect(functionOf(node, "Disable-RemoteAccess").text).toContain("Invoke-DmgCmd @('-DisableRemoteAccess')");
    // The record that it was enabled stays until the machine is connected as it was to become.
    const places = placesOf(node, "Remove-Firewall", "Disable-RemoteAccess", "Start-Runtime");
    expect(places).toEqual(ascending(places));
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

  test("reads its key from the runtime, by the version of Azure's API with which that is made, and no vault", () => {
    const { text } = functionOf(node, "Get-RuntimeKey");
    const [, version] = versioned("Microsoft.DataFactory/factories/integrationRuntimes").split("@");
    expect(text).toContain(`"https://management.azure.com$($Runtime.id)/listAuthKeys?api-version=${version}"`);
    expect(text).toMatch(/Invoke-Az @\('rest', '--method', 'post', '--url', /);
    expect(Object.values(node.texts).join("\n")).not.toMatch(/'keyvault'|\.vault\b/);
  });

  describe("the key of a runtime", () => {
    const found = patternIn(node, "^IR@");
    test.each([
      "IR@a0a0-b1@contoso-adf@weu@abc+/=",
      "IR@a0a0@adf@ServiceEndpoint=contoso.westeurope.datafactory.azure.net@k=",
    ])("may be %p", (value) => expect(value).toMatch(found));
    test.each(["", "null", "IR@", "IR@a b", "Endpoint=sb://contoso"])("is not %p", (value) =>
      expect(value).not.toMatch(found),
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
