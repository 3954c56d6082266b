/**
 * The cmdlets that the scripts of a kit use, with the parameters that Windows PowerShell 5.1 and PowerShell 7 both have:
 * `-Name` takes a value, `-Name!` is a switch, a number says how many values may stand without a name. There is no engine
 * that would refuse a wrong one, so that this list does. Source: Microsoft, the cmdlets' reference for 5.1.
 */
const CMDLETS = `
ConvertFrom-Json
ConvertTo-Json
Copy-Item -LiteralPath -Destination -WhatIf! -Confirm!
Disable-ScheduledTask -TaskPath -TaskName
Enable-ScheduledTask -TaskPath -TaskName
ForEach-Object 1
Get-Acl -LiteralPath
Get-AuthenticodeSignature -LiteralPath
Get-ChildItem -LiteralPath -Directory! -Filter -ErrorAction
Get-CimInstance -ClassName -Filter
Get-Command -Name -CommandType -ErrorAction
Get-Date
Get-Item -LiteralPath
Get-ItemProperty -LiteralPath -Name -ErrorAction
Get-NetFirewallAddressFilter -AssociatedNetFirewallRule
Get-NetFirewallPortFilter -AssociatedNetFirewallRule
Get-NetFirewallRule -Name -ErrorAction
Get-Process -Id -ErrorAction
Get-ScheduledTask
Get-Service -Name -ErrorAction
Invoke-WebRequest -Uri -OutFile -UseBasicParsing!
Join-Path 2
New-NetFirewallRule -Name -DisplayName -Direction -Protocol -LocalPort -RemoteAddress
New-Object 2
New-ScheduledTaskAction -Execute -Argument
New-ScheduledTaskPrincipal -UserId -LogonType -ProcessTokenSidType
New-ScheduledTaskSettingsSet -MultipleInstances -ExecutionTimeLimit -Priority -AllowStartIfOnBatteries! -DontStopIfGoingOnBatteries! -StartWhenAvailable!
New-ScheduledTaskTrigger -Once! -At -RepetitionInterval -AtStartup! 1
New-TimeSpan -Minutes
Out-Null
Register-ScheduledTask -TaskPath -TaskName -Force! -Settings -Description -Trigger -Principal -Action
Remove-NetFirewallRule -Name
Remove-Variable -Name -ErrorAction -WhatIf!
Set-Service -Name -StartupType
Set-StrictMode -Version
Sort-Object -Unique!
Split-Path -Parent! -Leaf! 1
Start-Process -FilePath -ArgumentList -Wait! -PassThru!
Start-ScheduledTask -TaskPath -TaskName
Start-Sleep -Seconds -Milliseconds
Stop-Process -Id -Force! -ErrorAction
Stop-ScheduledTask -TaskPath -TaskName
Stop-Service -Name -Force!
Test-NetConnection -ComputerName -Port -InformationLevel -WarningAction -ErrorAction
Test-Path -LiteralPath -PathType
Unregister-ScheduledTask -TaskPath -TaskName -Confirm!
Where-Object 1
Write-Host 1
Write-Output 1
Write-Warning 1
`;

/** What may follow the name of a command. */
export interface Signature {
  /** In lower case, with the hyphen. */
  readonly parameters: ReadonlySet<string>;
  readonly switches: ReadonlySet<string>;
  readonly positions: number;
}

/** Signatures of cmdlets, by their name in lower case. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  CMDLETS.trim()
    .split("\n")
    .map((line) => {
      const [name, ...words] = line.toLowerCase().split(" ");
      const named = words.filter((word) => word.startsWith("-"));
      return [
        name,
        {
          parameters: new Set(named.map((word) => word.replace("!", ""))),
          switches: new Set(named.filter((word) => word.endsWith("!")).map((word) => word.slice(0, -1))),
          positions: Number(words.find((word) => /^\d$/.test(word)) ?? 0),
        },
      ];
    }),
);

/** Variables that PowerShell itself or its environment sets. */
export const AUTOMATIC =
  /^\$(?:_|true|false|null|PID|Matches|PSScriptRoot|PSCmdlet|PSBoundParameters|LASTEXITCODE|WhatIfPreference|env:\w+|function:[\w-]+)$/i;

/** Variables that PowerShell reads, and those that are set for what they do. */
export const PREFERENCES =
  /^\$(?:ErrorActionPreference|ConfirmPreference|ProgressPreference|PSNativeCommandUseErrorActionPreference|PSDefaultParameterValues|global:LASTEXITCODE)$/i;
