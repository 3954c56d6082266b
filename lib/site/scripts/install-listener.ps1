<#
.SYNOPSIS
Makes this Windows machine an azbridge listener of its site: one scheduled task for each hub, all forwards of the site.

.DESCRIPTION
Not run on Windows by this project: its syntax is checked, its behaviour is not.

A second run changes nothing where nothing differs; -WhatIf says what would be done. Keys go from Key Vault, through this
process, into C:\ProgramData\azbridge-listener\<hub>.yml, which only administrators and NETWORK SERVICE may read: never
onto a screen, into a log, an argument list or any other file.

azbridge's own service reads one configuration for everything, is set to manual start by its installer, and is not
started again when it ends. So it is turned off, and each hub has a task that starts with the machine and is never left
ended (run-listener.ps1).

.EXAMPLE
.\install-listener.ps1 -Package .\azbridge.msi -Sha256 <its SHA-256> -Login Device

.EXAMPLE
.\install-listener.ps1 -Rotate
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding(SupportsShouldProcess)]
param(
    # azbridge 0.16.1 as .msi: a file, or a URL that begins with https://
    [string] $Package,
    # Its SHA-256; a package with another one is refused.
    [string] $Sha256,
    # These hubs alone; all hubs of the site unless given.
    [string[]] $Only = @(),
    # Who reads the keys: whoever is signed in to az, a person by a code, or the machine's identity (Azure, Azure Arc).
    [ValidateSet('Session', 'Device', 'Identity')] [string] $Login = 'Session',
    # Fetches the keys again and restarts the listeners, nothing else.
    [switch] $Rotate,
    # Removes the listeners and their keys from this machine.
    [switch] $Uninstall
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

$directory = Join-Path $env:ProgramData 'azbridge-listener'
$program = Join-Path $env:ProgramFiles 'Azure Relay Bridge\azbridge.exe'
# NETWORK SERVICE, by the name that this language of Windows has for it.
$account = ([Security.Principal.SecurityIdentifier] 'S-1-5-20').Translate([Security.Principal.NTAccount]).Value
$azConfigDirectory = $null
$script:changes = 0
$script:stale = $false # whether listeners run what is no longer there

function Stop-Because([string] $Wrong, [string] $Advice) {
    throw "install-listener: $Wrong; $Advice"
}

function Invoke-Change([string] $What, [scriptblock] $Action) {
    $script:changes += 1
    if ($PSCmdlet.ShouldProcess($What)) {
        Write-Output "install-listener: $What"
        & $Action
    }
}

function Get-TaskName([string] $Hub) { "azbridge listener $Hub" }

function Get-ProfilePath([string] $Hub) { Join-Path $directory "$Hub.yml" }

function Install-Package {
    $stamp = Join-Path $directory 'package.sha256'
    if (Test-Path -LiteralPath $program) {
        $known = if (Test-Path -LiteralPath $stamp) { (Get-Content -LiteralPath $stamp -Raw).Trim() } else { '' }
        if (-not $Package -or $known -eq $Sha256) { return }
    }
    if (-not $Package) { Stop-Because "azbridge is not at $program and no package is given" 'give -Package and -Sha256' }
    if ($Sha256 -notmatch '^[0-9A-Fa-f]{64}$') { Stop-Because '-Sha256 is not 64 hexadecimal digits' 'give the SHA-256 of the package' }
    if ($Package -notmatch '\.msi$') { Stop-Because "$Package is no .msi" "take it from azbridge's release" }
    Invoke-Change "install the package $Package" {
        $copy = Join-Path ([IO.Path]::GetTempPath()) "azbridge-$([Guid]::NewGuid()).msi"
        try {
            if ($Package -match '^https://') {
                Invoke-WebRequest -Uri $Package -OutFile $copy -UseBasicParsing
            } elseif ($Package -match '^http://') {
                Stop-Because "$Package is not fetched without TLS" 'give an https:// URL or a file'
            } else {
                Copy-Item -LiteralPath $Package -Destination $copy
            }
            $actual = (Get-FileHash -LiteralPath $copy -Algorithm SHA256).Hash
            if ($actual -ne $Sha256) {
                Stop-Because "the package has SHA-256 $actual, not $Sha256" 'do not install it: fetch it again, and ask where the difference comes from'
            }
            foreach ($hub in $site.hubs) { Stop-Listener $hub } # Windows replaces no program that runs
            $script:stale = $true
            $installer = Start-Process -FilePath 'msiexec.exe' -ArgumentList '/i', "`"$copy`"", '/quiet', '/norestart' -Wait -PassThru
            if ($installer.ExitCode -notin 0, 3010) {
                Stop-Because "msiexec ended with exit code $($installer.ExitCode)" 'see the Application event log'
            }
        } finally {
            Remove-Item -LiteralPath $copy -Force -ErrorAction SilentlyContinue
        }
        if (-not (Test-Path -LiteralPath $program)) { Stop-Because "the package has no $program" 'give azbridge 0.16.1' }
        Set-Content -LiteralPath $stamp -Value $Sha256 -Encoding ASCII
    }
}

function Disable-OwnService {
    $service = Get-Service -Name 'azbridgesvc' -ErrorAction SilentlyContinue
    if ($null -ne $service -and ($service.Status -ne 'Stopped' -or $service.StartType -ne 'Disabled')) {
        Invoke-Change "turn azbridge's own service off" {
            Stop-Service -Name 'azbridgesvc' -Force
            Set-Service -Name 'azbridgesvc' -StartupType Disabled
        }
    }
}

# Users may make folders in ProgramData: one that was there before could be read, or changed, by whoever made it.
function Initialize-Directory {
    if (Test-Path -LiteralPath $directory) {
        $owner = (Get-Acl -LiteralPath $directory).GetOwner([Security.Principal.SecurityIdentifier]).Value
        if ($owner -notin 'S-1-5-18', 'S-1-5-32-544') {
            Stop-Because "$directory belongs to $owner, not to the administrators" 'find out who made it, remove it and run this again'
        }
        return
    }
    Invoke-Change "make $directory" {
        New-Item -ItemType Directory -Path $directory | Out-Null
        Protect-Path $directory
    }
}

function Protect-Path([string] $Path) {
    # Well-known SIDs, whatever the language of Windows: SYSTEM, Administrators, NETWORK SERVICE.
    & icacls.exe $Path /setowner '*S-1-5-32-544' /quiet | Out-Null
    if ($LASTEXITCODE -ne 0) { Stop-Because "the owner of $Path cannot be set" 'see icacls' }
    & icacls.exe $Path /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-20:(OI)(CI)M' /quiet | Out-Null
    if ($LASTEXITCODE -ne 0) { Stop-Because "the rights on $Path cannot be set" 'see icacls' }
}

function Connect-Az {
    if (-not (Get-Command az -ErrorAction SilentlyContinue)) { Stop-Because 'the Azure CLI (az) is missing' 'install it and run this again' }
    if ($Login -eq 'Session') {
        $ErrorActionPreference = 'Continue' # with Stop, Windows PowerShell ends at the first line that goes to 2>
        & az account show --output none --only-show-errors 2>$null
        if ($LASTEXITCODE -ne 0) { Stop-Because 'nobody is signed in to az' "sign in with 'az login', or give -Login" }
        return
    }
    $script:azConfigDirectory = Join-Path ([IO.Path]::GetTempPath()) "az-$([Guid]::NewGuid())"
    New-Item -ItemType Directory -Path $script:azConfigDirectory | Out-Null
    $env:AZURE_CONFIG_DIR = $script:azConfigDirectory # the session ends with this script
    $options = @('login', '--allow-no-subscriptions', '--output', 'none')
    if ($Login -eq 'Device') { $options += '--use-device-code' } else { $options += '--identity' }
    if ($Login -eq 'Device' -and $site.tenantId) { $options += @('--tenant', $site.tenantId) }
    & az @options
    if ($LASTEXITCODE -ne 0) { Stop-Because "az cannot sign in ($Login)" 'see the lines above' }
}

function Get-ListenKey($Hub, $Forward) {
    $what = "the secret $($Forward.secret) of the vault $($Hub.vault)"
    $value = & az keyvault secret show --vault-name $Hub.vault --name $Forward.secret --query value --output tsv --only-show-errors
    if ($LASTEXITCODE -ne 0) {
        Stop-Because "$what cannot be read" 'see the line above: the hub must be deployed, its vault must admit this network and whoever signed in must be an operator of this site'
    }
    $advice = 'deploy the hub again, which writes it; put nothing else there'
    # A wrong key would fail later, and silently; it is not shown.
    $parts = $value -split ';'
    if ($value -notmatch '^[A-Za-z0-9+/=;:._-]+$' -or $value -notmatch ';SharedAccessKeyName[=]' -or $value -notmatch ';SharedAccessKey[=]') { Stop-Because "$what is no connection string" $advice }
    if ($parts -notcontains "Endpoint=sb://$($Hub.relay)/") { Stop-Because "$what is not for the Relay $($Hub.relay)" $advice }
    if ($parts -notcontains "EntityPath=$($Forward.name)") { Stop-Because "$what is not for the hybrid connection $($Forward.name)" $advice }
    if ($value -match 'RootManageSharedAccessKey') { Stop-Because "$what is the root key of the namespace" $advice }
    return $value
}

function Get-FinishedProfile($Hub) {
    $text = [IO.File]::ReadAllText((Join-Path $PSScriptRoot "profiles\$($Hub.name).json"))
    foreach ($forward in $Hub.forwards) {
        if ($forward.secret) { $text = $text.Replace("<$($forward.secret)>", (Get-ListenKey $Hub $forward)) }
    }
    return $text
}

function Write-Profile($Hub, [string] $Text) {
    $path = Get-ProfilePath $Hub.name
    if ((Test-Path -LiteralPath $path) -and [IO.File]::ReadAllText($path) -ceq $Text) { return $false }
    Invoke-Change "write $path" {
        [IO.File]::WriteAllText("$path.new", $Text) # in a directory that only the listeners' account may read
        Move-Item -LiteralPath "$path.new" -Destination $path -Force
    } | Out-Host
    return $true
}

# Stopping a task does not end what its script has started.
function Stop-Listener($Hub) {
    Stop-ScheduledTask -TaskName (Get-TaskName $Hub.name) -ErrorAction SilentlyContinue
    Get-CimInstance -ClassName Win32_Process -Filter "Name = 'azbridge.exe'" |
        Where-Object { $_.CommandLine -like "*$(Get-ProfilePath $Hub.name)*" } |
        ForEach-Object { Stop-Process -Id $_.ProcessId -Force }
}

function Set-ListenerTask($Hub, [bool] $Changed) {
    $name = Get-TaskName $Hub.name
    $runner = Join-Path $directory 'run-listener.ps1'
    $log = Join-Path $directory "$($Hub.name).log"
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$runner`" -Program `"$program`" -ProfilePath `"$(Get-ProfilePath $Hub.name)`" -LogPath `"$log`""
    $task = Get-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue
    if ($null -eq $task -or $task.Actions[0].Arguments -ne $arguments) {
        Invoke-Change "register the task '$name'" {
            $every = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)
            $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) `
                -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
            Register-ScheduledTask -TaskName $name -Force -Settings $settings `
                -Trigger @((New-ScheduledTaskTrigger -AtStartup), $every) `
                -Principal (New-ScheduledTaskPrincipal -UserId $account -LogonType ServiceAccount) `
                -Action (New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $arguments) | Out-Null
        }
        $Changed = $true
    }
    if ($Changed -or $Rotate) {
        Invoke-Change "restart the task '$name'" {
            Stop-Listener $Hub
            Start-ScheduledTask -TaskName $name
        }
    } elseif ($task.State -ne 'Running') {
        Invoke-Change "start the task '$name'" { Start-ScheduledTask -TaskName $name }
    }
}

function Remove-Listener($Hub) {
    $name = Get-TaskName $Hub.name
    if (Get-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue) {
        Invoke-Change "remove the task '$name'" {
            Disable-ScheduledTask -TaskName $name | Out-Null # it is started every minute
            Stop-Listener $Hub
            Unregister-ScheduledTask -TaskName $name -Confirm:$false
        }
    }
    $path = Get-ProfilePath $Hub.name
    if (Test-Path -LiteralPath $path) { Invoke-Change "remove $path" { Remove-Item -LiteralPath $path -Force } }
}

$site = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'site.json') -Raw | ConvertFrom-Json
$hubs = @($site.hubs | Where-Object { $Only.Count -eq 0 -or $Only -contains $_.name })
$unknown = @($Only | Where-Object { $site.hubs.name -notcontains $_ })
if ($unknown.Count -gt 0) { Stop-Because "no hub $($unknown -join ', ') at this site" "its hubs: $($site.hubs.name -join ', ')" }

try {
    if ($Uninstall) {
        foreach ($hub in $hubs) { Remove-Listener $hub }
        Write-Output 'install-listener: the package stays; the keys are still valid: whoever copied them can listen until the rules of the hub get new ones'
        return
    }
    $finished = @{} # every profile is finished in memory before anything on the machine changes
    if (-not $WhatIfPreference) {
        if (@($hubs | Where-Object { $_.access -eq 'key' }).Count -gt 0) { Connect-Az }
        foreach ($hub in $hubs) { $finished[$hub.name] = Get-FinishedProfile $hub }
    }
    Initialize-Directory
    if (-not $Rotate) {
        Install-Package
        Disable-OwnService
        $runner = Join-Path $directory 'run-listener.ps1'
        $source = Join-Path $PSScriptRoot 'run-listener.ps1'
        if (-not (Test-Path -LiteralPath $runner) -or (Get-FileHash $runner).Hash -ne (Get-FileHash $source).Hash) {
            Invoke-Change "write $runner" { Copy-Item -LiteralPath $source -Destination $runner -Force }
            $script:stale = $true
        }
    }
    foreach ($hub in $hubs) {
        $changed = $false
        if ($WhatIfPreference) {
            $PSCmdlet.ShouldProcess("write $(Get-ProfilePath $hub.name) with keys from $($hub.vault)") | Out-Null
        } else {
            $changed = Write-Profile $hub $finished[$hub.name]
        }
        Set-ListenerTask $hub ($changed -or $script:stale)
    }
    if ($script:changes -eq 0) { Write-Output 'install-listener: nothing to change' }
} finally {
    if ($null -ne $script:azConfigDirectory) {
        Remove-Item -LiteralPath $script:azConfigDirectory -Recurse -Force -ErrorAction SilentlyContinue
        Remove-Item Env:AZURE_CONFIG_DIR -ErrorAction SilentlyContinue
    }
    Remove-Variable finished -ErrorAction SilentlyContinue
}
