<#
.SYNOPSIS
Makes this Windows machine a node of the self-hosted integration runtime that the plan gives it, and prints Connected.

.DESCRIPTION
Not run on Windows by this project: its syntax is checked, its behaviour is not.

A second run on a connected node changes nothing; -WhatIf says what would be done. The runtime's key is read from Key
Vault, or from the runtime itself, and is neither printed nor stored. The one exception: dmgcmd.exe takes it as an
argument, and knows no other way. While it runs, for some seconds, administrators of this machine can see it in the list
of processes; where process creation is audited with command lines, it stays in the security log: have the hub's deployer
regenerate the key afterwards.

Run it on one machine after the other: the first node of a runtime with several needs remote access before it is
registered, or the second is refused.

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
    # Where the key is read: from the hub's vault, or from the runtime itself, which needs the right to list its keys.
    [ValidateSet('Vault', 'Runtime')] [string] $KeyFrom = 'Vault',
    # Who reads it: whoever is signed in to az, or a person by a code. No machine may: the key joins machines to the runtime.
    [ValidateSet('Session', 'Device')] [string] $Login = 'Session',
    # The runtime's installer as a file; without it, Microsoft's current one is fetched.
    [string] $Installer,
    # A 64-bit Java runtime as .msi file, where the plan wants one and there is none.
    [string] $JavaInstaller,
    # SHA-256 of that file.
    [string] $JavaSha256,
    # Port on which the nodes of one runtime talk to each other.
    [ValidateRange(1, 65535)] [int] $RemoteAccessPort = 8060,
    # Thumbprint of the certificate by which they encrypt that; without it they talk in the clear.
    [string] $CertificateThumbprint,
    # Addresses of the other nodes, which the firewall of this machine admits on that port.
    [string[]] $NodeAddresses = @('LocalSubnet'),
    # How long to wait for Connected.
    [ValidateRange(1, 3600)] [int] $PatienceSeconds = 300,
    # Only tells whether the node is connected, or why not.
    [switch] $Check
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

. (Join-Path $PSScriptRoot 'sign-in.ps1')

$installerUrl = 'https://go.microsoft.com/fwlink/?linkid=839822'
$configuration = 'HKLM:\SOFTWARE\Microsoft\DataTransfer\DataManagementGateway\ConfigurationManager'
$gigabyte = [Math]::Pow(2, 30)
$recommended = @{ Cores = 4; MemoryGigabytes = 8; DiskGigabytes = 80 }

function Stop-Because([string] $Wrong, [string] $Advice) {
    throw "install-runtime-node: $Wrong; $Advice"
}

function Invoke-Change([string] $What, [scriptblock] $Action) {
    if ($PSCmdlet.ShouldProcess($What)) {
        Write-Output "install-runtime-node: $What"
        & $Action
    }
}

function Get-PlannedRuntime {
    $plan = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'nodes.json') -Raw | ConvertFrom-Json
    $runtime = $plan.runtimes | Where-Object { $_.nodes -contains $NodeName } | Select-Object -First 1
    if ($null -eq $runtime) {
        Stop-Because "the plan has no node $NodeName at this site" "its nodes: $(($plan.runtimes.nodes | Sort-Object) -join ', '); name the machine in the plan (addRuntimeNode) or give -NodeName"
    }
    return $runtime
}

# dmgcmd.exe moves with the major version of the runtime; the registry knows where it is.
function Get-DmgCmd {
    $known = Get-ItemProperty -Path $configuration -Name 'DiacmdPath' -ErrorAction SilentlyContinue
    $candidates = @()
    if ($null -ne $known) { $candidates += Join-Path (Split-Path -Parent $known.DiacmdPath) 'dmgcmd.exe' }
    $candidates += Join-Path $env:ProgramFiles 'Microsoft Integration Runtime\5.0\Shared\dmgcmd.exe'
    return $candidates | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
}

function Invoke-DmgCmd([string[]] $Arguments, [string] $Secret = '') {
    $ErrorActionPreference = 'Continue' # its stderr is text here, not an error of PowerShell's
    $output = (& (Get-DmgCmd) @Arguments 2>&1 | Out-String).Trim()
    $code = $LASTEXITCODE
    if ($Secret) { $output = $output.Replace($Secret, '<key>') }
    return [pscustomobject]@{ Code = $code; Output = $output }
}

function Get-Connection {
    if (-not (Get-DmgCmd)) { return 'not installed' }
    return (Invoke-DmgCmd @('-cgc')).Output
}

function Test-Registered {
    $run = Get-ItemProperty -Path $configuration -Name 'HaveRun' -ErrorAction SilentlyContinue
    return $null -ne $run -and $run.HaveRun -eq 'Mdw'
}

# What stands between this machine and Connected, most likely first.
function Write-Reasons($Runtime) {
    $service = Get-Service -Name 'DIAHostService' -ErrorAction SilentlyContinue
    if ($null -eq $service) { Write-Output '  the runtime is not installed (no service DIAHostService)' }
    elseif ($service.Status -ne 'Running') { Write-Output "  its service DIAHostService is $($service.Status): dmgcmd.exe -Start" }
    if (-not (Test-Registered)) { Write-Output '  it is not registered: run this script without -Check' }
    foreach ($way in $Runtime.reach) {
        $reached = Test-NetConnection -ComputerName $way -Port 443 -InformationLevel Quiet -WarningAction SilentlyContinue
        if (-not $reached) { Write-Output "  ${way}:443 cannot be reached from here: see egress.md" }
    }
    if ($Runtime.nodes.Count -gt 1) {
        Write-Output "  one of several nodes: the first must have had remote access (port $RemoteAccessPort) before it was registered, and the others must reach it there"
    }
    Write-Output "  otherwise see the event log 'Connectors - Integration Runtime'"
}

function Write-Connection($Runtime, [int] $Patience) {
    $deadline = (Get-Date).AddSeconds($Patience)
    do {
        $state = Get-Connection
        if ($state -match '(?m)^\s*Connected\s*$') {
            Write-Output 'Connected'
            return
        }
        if ((Get-Date) -lt $deadline) { Start-Sleep -Seconds 10 }
    } while ((Get-Date) -lt $deadline)
    Write-Output "Not connected: dmgcmd says '$state'"
    Write-Reasons $Runtime
    $script:exitCode = 1
}

function Test-Machine {
    $system = Get-CimInstance -ClassName Win32_ComputerSystem
    if ($system.DomainRole -ge 4) { Stop-Because 'this is a domain controller' 'Microsoft supports no runtime on one; take another machine' }
    if (-not [Environment]::Is64BitOperatingSystem) { Stop-Because 'this Windows is not 64-bit' 'take another machine' }
    $memory = [Math]::Round($system.TotalPhysicalMemory / $gigabyte)
    $disk = [Math]::Round((Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID = '$env:SystemDrive'").Size / $gigabyte)
    if ($system.NumberOfLogicalProcessors -lt $recommended.Cores -or $memory -lt $recommended.MemoryGigabytes -or $disk -lt $recommended.DiskGigabytes) {
        Write-Warning "$($system.NumberOfLogicalProcessors) cores, $memory GB of memory and a disk of $disk GB; Microsoft recommends $($recommended.Cores), $($recommended.MemoryGigabytes) and $($recommended.DiskGigabytes) at least"
    }
}

function Test-Java {
    $home64 = [Environment]::GetEnvironmentVariable('JAVA_HOME', 'Machine')
    $inHome = $home64 -and (Test-Path -LiteralPath (Join-Path $home64 'bin\java.exe'))
    return $inHome -or (Test-Path -Path 'HKLM:\SOFTWARE\JavaSoft\Java Runtime Environment')
}

# Copies from and to Parquet files run Java on the node. Microsoft names the Visual C++ 2010 runtime beside it, which the
# installer of the integration runtime does not bring: https://learn.microsoft.com/azure/data-factory/format-orc
function Install-Java {
    if (-not (Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\VisualStudio\10.0\VC\VCRedist\x64')) {
        Write-Warning 'there is no Visual C++ 2010 runtime (x64), which copies of Parquet may need: install it from https://www.microsoft.com/download/details.aspx?id=26999'
    }
    if (Test-Java) { return }
    if (-not $JavaInstaller) {
        Stop-Because 'copies here use Parquet, and there is no 64-bit Java runtime (version 8)' 'give one with -JavaInstaller and -JavaSha256, or install it and set JAVA_HOME for the machine'
    }
    $actual = (Get-FileHash -LiteralPath $JavaInstaller -Algorithm SHA256).Hash
    if ($actual -ne $JavaSha256) { Stop-Because "$JavaInstaller has SHA-256 $actual, not $JavaSha256" 'do not install it' }
    Invoke-Change "install $JavaInstaller" {
        Install-Msi $JavaInstaller
        if (-not (Test-Java)) { Stop-Because 'there is still no Java runtime' 'set JAVA_HOME for the machine to its folder' }
    }
}

function Install-Msi([string] $Path) {
    $process = Start-Process -FilePath 'msiexec.exe' -ArgumentList '/i', "`"$Path`"", '/quiet', '/norestart' -Wait -PassThru
    if ($process.ExitCode -notin 0, 3010) { Stop-Because "msiexec ended with exit code $($process.ExitCode)" 'see the Application event log' }
}

function Install-Runtime {
    if (Get-DmgCmd) { return }
    Invoke-Change "install the runtime ($(if ($Installer) { $Installer } else { $installerUrl }))" {
        $copy = Join-Path ([IO.Path]::GetTempPath()) "runtime-$([Guid]::NewGuid()).msi"
        try {
            if ($Installer) { Copy-Item -LiteralPath $Installer -Destination $copy }
            else { Invoke-WebRequest -Uri $installerUrl -OutFile $copy -UseBasicParsing }
            # The link leads to another version every month, so that its signature is what can be checked.
            $signature = Get-AuthenticodeSignature -LiteralPath $copy
            if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation') {
                Stop-Because "the installer is not signed by Microsoft ($($signature.Status))" 'do not install it'
            }
            Install-Msi $copy
        } finally {
            Remove-Item -LiteralPath $copy -Force -ErrorAction SilentlyContinue
        }
        if (-not (Get-DmgCmd)) { Stop-Because 'dmgcmd.exe is not there after the installation' 'see the Application event log' }
    }
}

function Enable-Remote($Runtime) {
    if ($Runtime.nodes.Count -lt 2) { return }
    if (-not (Get-NetFirewallRule -Name 'integration-runtime-nodes' -ErrorAction SilentlyContinue)) {
        Invoke-Change "admit the other nodes on port $RemoteAccessPort ($($NodeAddresses -join ', '))" {
            New-NetFirewallRule -Name 'integration-runtime-nodes' -DisplayName 'Integration runtime: other nodes' `
                -Direction Inbound -Protocol TCP -LocalPort $RemoteAccessPort -RemoteAddress $NodeAddresses | Out-Null
        }
    }
    if (-not $CertificateThumbprint) {
        Write-Warning 'the nodes talk to each other without encryption: give -CertificateThumbprint, or keep them in a network of their own'
    }
    Invoke-Change "enable remote access on port $RemoteAccessPort" {
        $result = Invoke-DmgCmd (@('-EnableRemoteAccess', "$RemoteAccessPort") + @($CertificateThumbprint | Where-Object { $_ }))
        if ($result.Code -ne 0) { Stop-Because "remote access cannot be enabled: $($result.Output)" 'mend that before the node is registered' }
    }
}

function Get-RuntimeKey($Runtime) {
    if ($KeyFrom -eq 'Vault') {
        $from = "the secret $($Runtime.secret) of the vault $($Runtime.vault)"
        $key = & az keyvault secret show --vault-name $Runtime.vault --name $Runtime.secret --query value --output tsv --only-show-errors
    } else {
        $from = "the key of the runtime $($Runtime.name)"
        # An extension of az, for which az would ask; a session of its own (-Login Device) has none.
        & az extension add --name datafactory --output none --only-show-errors
        if ($LASTEXITCODE -ne 0) { Stop-Because "az's extension datafactory cannot be installed" 'see the line above and egress.md' }
        $key = & az datafactory integration-runtime list-auth-key --subscription $Runtime.subscriptionId --resource-group $Runtime.resourceGroup `
            --factory-name $Runtime.factory --name $Runtime.name --query authKey1 --output tsv --only-show-errors
    }
    if ($LASTEXITCODE -ne 0) { Stop-Because "$from cannot be read" 'see the line above; -KeyFrom names the other source' }
    if ($key -notmatch '^IR@') { Stop-Because "$from is no key of a runtime" 'deploy the hub again, or read it with -KeyFrom Runtime' }
    return $key
}

$script:exitCode = 0
$runtime = Get-PlannedRuntime
if ($Check) {
    Write-Connection $runtime 0
    exit $script:exitCode
}
if ((Get-Connection) -match '(?m)^\s*Connected\s*$') {
    Write-Output 'Connected'
    exit 0
}
try {
    Test-Machine
    if ($runtime.java) { Install-Java }
    Install-Runtime
    if (Test-Registered) {
        Write-Output 'install-runtime-node: this machine is registered already; its key is left alone'
    } else {
        Enable-Remote $runtime # before the registration: see above
        Invoke-Change "register $NodeName as a node of $($runtime.name)" {
            Connect-Az $Login $runtime.tenantId
            $key = Get-RuntimeKey $runtime
            try {
                $result = Invoke-DmgCmd @('-RegisterNewNode', $key, $NodeName) $key
            } finally {
                Remove-Variable key
            }
            if ($result.Code -ne 0) { Stop-Because "the node cannot be registered: $($result.Output)" 'see what dmgcmd says' }
        }
        Invoke-Change 'turn on automatic updates' { Invoke-DmgCmd @('-TurnOnAutoUpdate') | Out-Null }
    }
    if (-not $WhatIfPreference) { Write-Connection $runtime $PatienceSeconds }
} finally {
    Disconnect-Az
}
exit $script:exitCode
