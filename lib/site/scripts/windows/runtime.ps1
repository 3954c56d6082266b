# The integration runtime of this machine: what is there of it, whom it belongs to, and how it talks to its other nodes.
# Taken by install-runtime-node.ps1 into its own scope, after kit.ps1 and rights.ps1.
#Requires -Version 5.1
Set-StrictMode -Version Latest

$configuration = 'HKLM:\SOFTWARE\Microsoft\DataTransfer\DataManagementGateway\ConfigurationManager'
$firewallRule = 'integration-runtime-nodes'
$nodeDirectory = Join-Path $env:ProgramData 'integration-runtime-node'
# What this machine was made into, and what it is being made into: from before the first change until it is connected.
$recordPath = Join-Path $nodeDirectory 'node.json'
$markPath = Join-Path $nodeDirectory 'restart.pending'

# dmgcmd.exe moves with the major version of the runtime; the registry knows where it is.
function Get-DmgCmd {
    $known = Get-ItemProperty -LiteralPath $configuration -Name 'DiacmdPath' -ErrorAction SilentlyContinue
    $candidates = @()
    if ($null -ne $known) { $candidates += Join-Path (Split-Path -Parent $known.DiacmdPath) 'dmgcmd.exe' }
    $candidates += Join-Path $env:ProgramFiles 'Microsoft Integration Runtime\5.0\Shared\dmgcmd.exe'
    foreach ($candidate in $candidates) {
        if (Test-Path -LiteralPath $candidate) { return $candidate }
    }
    return ''
}

function Invoke-DmgCmd([string[]] $Arguments, [string] $Secret = '') {
    $done = Invoke-Program (Get-DmgCmd) $Arguments -WithErrors
    if ($Secret) { $done.Text = $done.Text.Replace($Secret, '<key>') }
    return $done
}

function Get-Connection {
    if (-not (Get-DmgCmd)) { return 'not installed' }
    return (Invoke-DmgCmd @('-cgc')).Text
}

function Test-Connected { return (Get-Connection) -match '(?m)^\s*Connected\s*$' }

# dmgcmd's exit code proves nothing; this does.
function Test-Registered {
    $run = Get-ItemProperty -LiteralPath $configuration -Name 'HaveRun' -ErrorAction SilentlyContinue
    return $null -ne $run -and $run.HaveRun -eq 'Mdw'
}

# No program tells to which runtime a machine is registered, so what registers it writes that down; $null where it did not.
function Get-Record([string] $Path) {
    $text = Read-Text $Path
    if (-not $text.Trim()) { return $null }
    return $text | ConvertFrom-Json
}

# How its nodes talk to each other, and all that is written down: texts to compare.
function Get-RemoteAccess($Record) { return "$($Record.remoteAccess) $($Record.remoteAccessPort) $($Record.certificateThumbprint)" }

function Get-Summary($Record) { return "$($Record.runtime) $($Record.factory) $(Get-RemoteAccess $Record) $($Record.nodeAddresses -join ' ')" }

function Save-Record([string] $Path, $Record) { Save-Text $Path ($Record | ConvertTo-Json) }

# An address as the firewall is given it; it answers a subnet by its mask.
function ConvertTo-Scope([string] $Address) {
    $network, $mask = $Address -split '/', 2
    if (-not $mask -or $mask -notmatch '\.') { return $Address }
    $bits = @([Net.IPAddress]::Parse($mask).GetAddressBytes() | ForEach-Object { [Convert]::ToString($_, 2) }) -join ''
    return "$network/$($bits.Replace('0', '').Length)"
}

function Get-FirewallRule { return Get-NetFirewallRule -Name $firewallRule -ErrorAction SilentlyContinue }

# Whether the firewall admits these addresses on this port, and no others by this rule.
function Test-Firewall([int] $Port, [string[]] $Addresses) {
    $rule = Get-FirewallRule
    if ($null -eq $rule) { return $false }
    if ("$($rule.Enabled) $($rule.Direction) $($rule.Action)" -ne 'True Inbound Allow') { return $false }
    if ("$((Get-NetFirewallPortFilter -AssociatedNetFirewallRule $rule).LocalPort)" -ne "$Port") { return $false }
    $admitted = @((Get-NetFirewallAddressFilter -AssociatedNetFirewallRule $rule).RemoteAddress | ForEach-Object { ConvertTo-Scope $_ } | Sort-Object)
    return ($admitted -join ' ') -eq (@($Addresses | ForEach-Object { ConvertTo-Scope $_ } | Sort-Object) -join ' ')
}

function Remove-Firewall {
    if ($null -ne (Get-FirewallRule)) { Remove-NetFirewallRule -Name $firewallRule }
}

function Set-Firewall([int] $Port, [string[]] $Addresses) {
    if (Test-Firewall $Port $Addresses) { return }
    Remove-Firewall
    New-NetFirewallRule -Name $firewallRule -DisplayName 'Integration runtime: other nodes' `
        -Direction Inbound -Protocol TCP -LocalPort $Port -RemoteAddress $Addresses | Out-Null
    if ($null -eq (Get-FirewallRule)) { Stop-Because "the firewall has no rule $firewallRule after it was made" 'see Windows Defender Firewall' }
}

function Enable-RemoteAccess([int] $Port, [string] $Thumbprint) {
    $done = Invoke-DmgCmd (@('-EnableRemoteAccess', "$Port") + @($Thumbprint | Where-Object { $_ }))
    if ($done.Code -ne 0) { Stop-Because "remote access cannot be enabled: $($done.Text)" 'mend that, then run this again' }
    Say "remote access: $($done.Text)"
}

# Where no other node is left, the port of a service that runs with rights of its own is closed too, not only the firewall.
function Disable-RemoteAccess {
    $done = Invoke-DmgCmd @('-DisableRemoteAccess')
    if ($done.Code -ne 0) { Stop-Because "remote access cannot be disabled: $($done.Text)" 'mend that, then run this again' }
    Say "remote access: $($done.Text)"
}

function Register-Node([string] $Key, [string] $Name, [int] $Patience) {
    $done = Invoke-DmgCmd @('-RegisterNewNode', $Key, $Name) $Key
    $deadline = (Get-Date).AddSeconds($Patience)
    while ($done.Code -eq 0 -and -not (Test-Registered) -and (Get-Date) -lt $deadline) { Start-Sleep -Seconds 1 }
    if ($done.Code -ne 0 -or -not (Test-Registered)) { Stop-Because "the node cannot be registered: $($done.Text)" 'see what dmgcmd says' }
    Say "registration: $($done.Text)"
}

function Start-Runtime {
    $service = Get-Service -Name 'DIAHostService' -ErrorAction SilentlyContinue
    if ($null -ne $service -and "$($service.Status)" -eq 'Running') { return }
    $done = Invoke-DmgCmd @('-Start')
    if ($done.Code -ne 0) { Write-Warning "${who}: the runtime cannot be started: $($done.Text)" }
}

# What stands between this machine and Connected, most likely first.
function Get-Reason($Runtime, [int] $Port) {
    $service = Get-Service -Name 'DIAHostService' -ErrorAction SilentlyContinue
    if ($null -eq $service) { '  the runtime is not installed (no service DIAHostService)' }
    elseif ("$($service.Status)" -ne 'Running') { "  its service DIAHostService is $($service.Status): dmgcmd.exe -Start" }
    if (-not (Test-Registered)) { '  it is not registered: run this script without -Check' }
    foreach ($way in $Runtime.reach) {
        if (-not (Test-Port $way 443)) { "  ${way}:443 cannot be reached from here: see egress.md" }
    }
    if ($Runtime.nodes.Count -gt 1) {
        foreach ($node in @($Runtime.nodes | Where-Object { $_ -ne $NodeName })) {
            if (-not (Test-Port $node $Port)) { "  ${node}:$Port cannot be reached from here: run this script there too, first on the node that was first" }
        }
    }
    "  otherwise see the event log 'Connectors - Integration Runtime'"
}

function Test-Port([string] $Computer, [int] $Port) {
    return Test-NetConnection -ComputerName $Computer -Port $Port -InformationLevel Quiet -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
}
