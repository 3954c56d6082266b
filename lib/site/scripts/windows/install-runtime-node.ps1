<#
.SYNOPSIS
Makes this Windows machine a node of the self-hosted integration runtime that the plan gives it, and prints Connected.

.DESCRIPTION
Not run on Windows itself by this project: the site operator's guide says what was tried, and how.

A second run on a connected node changes nothing where nothing differs, and finishes what an earlier one was cut off in;
-WhatIf says what differs. Whatever is missing is found before anything is changed. What an option once set stays so until
it is given again. The runtime's key is read from the runtime, and is neither printed nor stored.
The one exception: dmgcmd.exe takes it as an argument, and knows no other way. While it runs, for some seconds,
administrators of this machine can see it in the list of processes; where process creation is audited with command lines,
it stays in the security log: have the hub's deployer regenerate the key afterwards.

Run it on one machine after the other: the first node of a runtime with several needs remote access before a second one is
registered. So where a plan gets its second node, run it on the first one again before.

Ends with exit code 1 where the node is not connected to its planned runtime, and with 3010 where Windows is to be started
again.

.EXAMPLE
.\install-runtime-node.ps1 -Login Device

.EXAMPLE
.\install-runtime-node.ps1 -Check
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess)]
param(
    # This machine's name in the plan.
    [string] $NodeName = $env:COMPUTERNAME,
    # Who reads it: whoever is signed in to az, or a person by a code. No machine may: the key joins machines to the runtime.
    [ValidateSet('Session', 'Device')] [string] $Login = 'Session',
    # The runtime's installer as a file; without it, Microsoft's current one is fetched.
    [string] $Installer,
    # A 64-bit Java runtime as .msi file, where the plan wants one and there is none.
    [string] $JavaInstaller,
    # SHA-256 of that file.
    [string] $JavaSha256,
    # Port on which the nodes of one runtime talk to each other: 8060 unless given.
    [ValidateRange(1, 65535)] [int] $RemoteAccessPort = 8060,
    # Thumbprint of the certificate by which they encrypt that; without it they talk in the clear. '' takes it away again.
    [string] $CertificateThumbprint,
    # Addresses of the other nodes, which the firewall of this machine admits on that port: those of its own network unless
    # given. Where nodes stand at other sites they must be given.
    [string[]] $NodeAddresses = @('LocalSubnet'),
    # How long to wait for Connected, and for another installation.
    [ValidateRange(1, 3600)] [int] $PatienceSeconds = 300,
    # Takes a machine that somebody has registered by hand for a node of its planned runtime: look in Azure before.
    [switch] $Adopt,
    # Only tells whether the node is connected, or why not.
    [switch] $Check
)
$who = 'install-runtime-node'
. (Join-Path $PSScriptRoot 'kit.ps1')
. (Join-Path $PSScriptRoot 'rights.ps1')
. (Join-Path $PSScriptRoot 'sign-in.ps1')
. (Join-Path $PSScriptRoot 'runtime.ps1')
. (Join-Path $PSScriptRoot 'installers.ps1')
Set-StrictMode -Version Latest

function Get-PlannedRuntime {
    $text = Read-Text (Join-Path $PSScriptRoot 'nodes.json')
    if (-not $text) { Stop-Because 'nodes.json is missing' 'copy the whole folder of the kit' }
    $plan = $text | ConvertFrom-Json
    foreach ($planned in $plan.runtimes) {
        if ($planned.nodes -contains $NodeName) { return $planned }
    }
    Stop-Because "the plan has no node $NodeName at this site" "its nodes: $(($plan.runtimes.nodes | Sort-Object) -join ', '); name the machine in the plan (addRuntimeNode) or give -NodeName"
}

# A machine that is registered must be so with the runtime that the plan gives it.
function Test-Belonging($Runtime, $Known) {
    if ($null -eq $Known) {
        Stop-Because 'this machine is registered, and not by this script, which cannot tell with which runtime' "see in Azure whether $($Runtime.name) of the factory $($Runtime.factory) has the node $NodeName; then give -Adopt"
    }
    if ($Known.runtime -ne $Runtime.name -or $Known.factory -ne $Runtime.factory) {
        Stop-Because "this machine is registered with $($Known.runtime) of the factory $($Known.factory), and the plan gives it $($Runtime.name) of $($Runtime.factory)" 'remove the node there, remove Microsoft Integration Runtime from this machine, and run this again'
    }
}

# Asked of Azure with what az itself brings: the command that is made for it is an extension, for which az would ask.
function Get-RuntimeKey($Runtime) {
    $from = "the key of the runtime $($Runtime.name)"
    $key = Invoke-Az @('rest', '--method', 'post', '--url', "https://management.azure.com$($Runtime.id)/listAuthKeys?api-version=2018-06-01",
        '--query', 'authKey1', '--output', 'tsv', '--only-show-errors') "$from cannot be read" 'see the line above; operators of this site may read it, and az knows a right that is new after another sign-in'
    if ($key -notmatch '^IR@\S+$') { Stop-Because "$from has another form than keys have" 'see what az rest answers to the same question' }
    return $key
}

# Connected, or why not, after this many seconds.
function Get-Report($Runtime, [int] $Port, [int] $Patience) {
    $deadline = (Get-Date).AddSeconds($Patience)
    while (-not (Test-Connected) -and (Get-Date) -lt $deadline) { Start-Sleep -Seconds 10 }
    if (Test-Connected) { return 'Connected' }
    "Not connected: dmgcmd says '$(Get-Connection)'"
    Get-Reason $Runtime $Port
}

$exitCode = 0
$work = ''
$key = ''
$protocol = [Net.ServicePointManager]::SecurityProtocol
try {
    # Check. Nothing is changed before all of this has passed.
    [Net.ServicePointManager]::SecurityProtocol = $protocol -bor [Net.SecurityProtocolType]::Tls12
    Test-Windows
    $runtime = Get-PlannedRuntime
    Test-Owner $nodeDirectory
    $record = Get-Record $recordPath
    $pending = Get-Record $markPath
    $known = if ($null -ne $pending) { $pending } else { $record }
    $registered = [bool] (Get-DmgCmd) -and (Test-Registered) # what was removed may have left its mark in the registry
    if ($registered -and -not $Adopt) { Test-Belonging $runtime $known }
    # What an option says; where it is not given, what it said before.
    $wanted = [ordered] @{
        runtime = $runtime.name
        factory = $runtime.factory
        remoteAccessPort = if ($null -ne $known -and -not $PSBoundParameters.ContainsKey('RemoteAccessPort')) { $known.remoteAccessPort } else { $RemoteAccessPort }
        certificateThumbprint = if ($null -ne $known -and -not $PSBoundParameters.ContainsKey('CertificateThumbprint')) { $known.certificateThumbprint } else { $CertificateThumbprint }
        nodeAddresses = @(if ($null -ne $known -and -not $PSBoundParameters.ContainsKey('NodeAddresses')) { $known.nodeAddresses } else { Split-List $NodeAddresses })
        remoteAccess = $runtime.nodes.Count -gt 1
    }
    if ($Check) {
        $report = @(Get-Report $runtime $wanted.remoteAccessPort 0)
        Write-Output $report
        exit $(if ($report[0] -eq 'Connected') { 0 } else { 1 })
    }
    $changes = @()
    if ($null -ne $pending) { $changes += 'finish what an earlier run was cut off in, or failed at' }
    Test-Machine
    if ($wanted.certificateThumbprint -and $wanted.certificateThumbprint -notmatch '^[0-9A-Fa-f]{40}$') {
        Stop-Because '-CertificateThumbprint is not 40 hexadecimal digits' 'type it; copied, it may bring a character that is not seen'
    }
    if ($wanted.remoteAccess) {
        if (@($runtime.elsewhere).Count -gt 0 -and ($wanted.nodeAddresses -join ' ') -eq 'LocalSubnet') {
            Stop-Because "nodes of this runtime stand at other sites: $($runtime.elsewhere -join ', ')" "give the addresses of all its other nodes with -NodeAddresses, or this machine's firewall does not admit them"
        }
        if (-not $wanted.certificateThumbprint) { Write-Warning "${who}: the nodes talk to each other without encryption: give -CertificateThumbprint, or keep them in a network of their own" }
        if (-not (Test-Firewall $wanted.remoteAccessPort $wanted.nodeAddresses)) { $changes += "admit the other nodes on port $($wanted.remoteAccessPort) ($($wanted.nodeAddresses -join ', '))" }
    } elseif ($null -ne (Get-FirewallRule)) {
        $changes += 'admit no other nodes any more: there are none'
    }
    $enabled = -not $wanted.remoteAccess -or ($null -ne $record -and $null -eq $pending -and (Get-RemoteAccess $record) -eq (Get-RemoteAccess $wanted))
    if (-not $enabled) { $changes += "enable remote access on port $($wanted.remoteAccessPort)" }
    $disable = -not $wanted.remoteAccess -and @(@($record, $pending) | Where-Object { $null -ne $_ -and $_.remoteAccess }).Count -gt 0
    if ($disable) { $changes += 'disable remote access: there are no other nodes any more' }
    $work = New-WorkFolder
    $java = if ($runtime.java) { Get-JavaInstaller $work } else { '' }
    if ($java) { $changes += "install $JavaInstaller" }
    $program = if (Get-DmgCmd) { '' } else { Get-RuntimeInstaller $work }
    if ($program) { $changes += 'install the runtime' }
    if (-not $registered) {
        $changes += "register $NodeName as a node of $($runtime.name)"
        if (-not $WhatIfPreference) {
            Connect-Az $Login $runtime.tenantId $work
            $key = Get-RuntimeKey $runtime
        }
    } elseif (-not (Test-Connected)) {
        $changes += 'start it, and wait for Connected'
    }
    if ($null -eq $record -or (Get-Summary $record) -ne (Get-Summary $wanted)) { $changes += 'write down what this machine is' }
    if ($changes.Count -eq 0) {
        Say 'nothing to change'
        Write-Output 'Connected'
        exit 0
    }
    foreach ($change in $changes) { Say $change }
    if (-not $PSCmdlet.ShouldProcess(($changes -join '; '), "$($changes -join "`n")`nChange this?", $who)) { exit 0 }
    $ConfirmPreference = 'None'

    # Mark. From here until it is connected, every later run knows what this machine was to become.
    New-ProtectedFolder $nodeDirectory $owners
    Save-Record $markPath $wanted

    # Change.
    if ($java) { if (-not (Install-Java $java)) { $exitCode = 3010 } }
    if ($program) { if (-not (Install-Runtime $program)) { $exitCode = 3010 } }
    if ($wanted.remoteAccess) { Set-Firewall $wanted.remoteAccessPort $wanted.nodeAddresses } else { Remove-Firewall }
    if ($disable) { Disable-RemoteAccess }
    if (-not $enabled) { Enable-RemoteAccess $wanted.remoteAccessPort $wanted.certificateThumbprint } # before the registration: see above
    if (-not $registered) { Register-Node $key $NodeName $PatienceSeconds }
    if (-not $registered -or $null -ne $pending) { Enable-AutoUpdate }

    # Start, and unmark what is then connected.
    Start-Runtime
    $report = @(Get-Report $runtime $wanted.remoteAccessPort $PatienceSeconds)
    Write-Output $report
    if ($report[0] -eq 'Connected') {
        Save-Record $recordPath $wanted
        [IO.File]::Delete($markPath)
    } else {
        $exitCode = 1
    }
} finally {
    Remove-Variable -Name key -ErrorAction SilentlyContinue -WhatIf:$false
    Disconnect-Az
    if ($work) { Remove-WorkFolder $work }
    [Net.ServicePointManager]::SecurityProtocol = $protocol
}
exit $exitCode
