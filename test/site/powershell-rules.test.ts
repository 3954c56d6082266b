import { PowerShellKit } from "../support/powershell-kit";
import { POWERSHELL_RULES } from "./powershell-rules";
import { windowsKits } from "./windows-kits";

/** For each rule a script that breaks it, most of them lines that once stood in a kit, and what it finds there. */
const WRONG: Readonly<Record<string, readonly [script: string, ...broken: string[]]>> = {
  "module functions end the script": [
    `
$PSDefaultParameterValues = @{ '*-NetFirewall*:ErrorAction' = 'Stop' }
Register-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name -Force | Out-Null
`,
    "wrong.ps1:3: Register-ScheduledTask",
  ],
  "icacls knows its switches": [
    `
& icacls.exe $Path /inheritance:r /grant:r @Rights /quiet | Out-Null
if ($LASTEXITCODE -ne 0) { Stop-Because "the rights on $Path cannot be set" 'see icacls' }
`,
    "/quiet",
  ],
  "paths are literal": [
    `if ((Get-FileHash $runner).Hash -eq (Get-FileHash $source).Hash) { return }\n`,
    "wrong.ps1:1: Get-FileHash $runner",
    "wrong.ps1:1: Get-FileHash $source",
  ],
  "exit codes are judged": [
    `
$sid = [regex]::Match((& schtasks.exe /showsid /tn "$taskPath$Name" | Out-String), 'S-1-5(-\\d+)+').Value
if (-not $sid) { Stop-Because "the task $taskPath$Name has no SID" "see 'schtasks /showsid'" }
`,
    "wrong.ps1:2: & schtasks.exe",
  ],
  "a program's output is no result by accident": [
    `
function Get-RuntimeKey($Runtime) {
    & az extension add --name datafactory --output none --only-show-errors
    if ($LASTEXITCODE -ne 0) { Stop-Because "az's extension datafactory cannot be installed" 'see the line above' }
    return $key
}
`,
    "wrong.ps1:3: & az extension add",
  ],
  "the environment is given back": [
    `
$env:AZURE_CONFIG_DIR = $script:azConfigDirectory
Remove-Item -LiteralPath Env:AZURE_CONFIG_DIR -ErrorAction SilentlyContinue
`,
    "2: $env:AZURE_CONFIG_DIR",
  ],
  "a task is disabled before it is stopped, and enabled before it is started": [
    `
Stop-ScheduledTask -TaskPath $taskPath -TaskName $Name -ErrorAction SilentlyContinue
Enable-ScheduledTask -TaskPath $taskPath -TaskName $Name
Start-ScheduledTask -TaskPath $taskPath -TaskName $Name
`,
    "wrong.ps1:2: Stop-ScheduledTask",
  ],
  "no restart is decided from memory": [
    `
function Set-Mark { Set-Content -LiteralPath 'restart.pending' -Value '' }
Set-Mark
if ($Rotate -or $script:stale[$Hub.name] -or $script:stale['package']) {
    Start-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name
}
`,
    "4: $script:stale",
    "4: $script:stale",
  ],
  "3010 is said": [
    `
$installer = Start-Process -FilePath 'msiexec.exe' -ArgumentList '/i', $copy -Wait -PassThru
if ($installer.ExitCode -notin 0, 3010) { Write-Warning "msiexec ended with exit code $($installer.ExitCode)" }
`,
    "nothing is said of 3010",
    "3: 3010",
  ],
  "a principal is a SID": [
    `
$account = ([Security.Principal.SecurityIdentifier] 'S-1-5-20').Translate([Security.Principal.NTAccount]).Value
New-ScheduledTaskPrincipal -UserId $account -LogonType ServiceAccount -ProcessTokenSidType Unrestricted
`,
    "3: New-ScheduledTaskPrincipal -UserId $account",
  ],
  "a task is no background work": [
    `
New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
`,
    "wrong.ps1:2: New-ScheduledTaskSettingsSet",
  ],
  "all is checked before anything is changed": [
    `
function Install-Package {
    Invoke-WebRequest -Uri $Package -OutFile $copy -UseBasicParsing
    Start-Process -FilePath 'msiexec.exe' -ArgumentList '/i', $copy -Wait -PassThru
}
try {
    Register-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name
    Install-Package
} finally { }
`,
    "7: Register-ScheduledTask",
  ],
  "a file that may be empty has no members": [
    `$known = (Get-Content -LiteralPath $stamp -Raw).Trim()\n`,
    "1: (Get-Content",
  ],
  "a list may come as one word": [
    `param([string[]] $Only = @())\n$hubs = @($site.hubs | Where-Object { $Only -contains $_.name })\n`,
    "$Only",
  ],
  "-WhatIf leaves clean-up alone": [
    `try { } finally { Remove-Item -LiteralPath $copy -Force -ErrorAction SilentlyContinue }\n`,
    "wrong.ps1:1: Remove-Item",
  ],
  "a download shows no progress": [
    `Invoke-WebRequest -Uri $installerUrl -OutFile $copy -UseBasicParsing\n`,
    "wrong.ps1:1: Invoke-WebRequest",
  ],
  "a publisher is compared whole": [
    `
if ($signature.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation') { Stop-Because 'not signed' 'do not install it' }
`,
    "2: 'O=Microsoft Corporation'",
  ],
  "errors of programs are text": [
    `
$ErrorActionPreference = 'Stop'
$value = & az keyvault secret show --vault-name $Hub.vault
if ($LASTEXITCODE -ne 0) { Stop-Because "$what cannot be read" 'see the line above' }
`,
    "wrong.ps1:3: & az keyvault",
  ],
};

const kits = windowsKits();
const rules = Object.entries(POWERSHELL_RULES);

describe.each(Object.entries(kits))("the scripts of a %s", (_, kit) => {
  test.each(rules)("keep the rule that %s", (__, { broken }) => {
    expect(broken(kit)).toEqual([]);
  });
});

describe("a wrong script", () => {
  const wrong = PowerShellKit.of(...rules.map(([rule]) => ({ "wrong.ps1": WRONG[rule][0] })));

  test.each(rules.map(([rule, { broken }], index) => [rule, broken, wrong[index]] as const))(
    "breaks the rule that %s",
    (rule, broken, kit) => {
      expect(broken(kit)).toEqual(WRONG[rule].slice(1).map((found) => expect.stringContaining(found)));
    },
  );
});
