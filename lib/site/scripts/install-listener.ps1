<#
.SYNOPSIS
Makes this Windows machine an azbridge listener of its site: one scheduled task for each hub, all forwards of the site.

.DESCRIPTION
Not run on Windows by this project: its syntax is checked, its behaviour is not.

A second run changes nothing where nothing differs; -WhatIf says what would be done. Keys go from Key Vault, through this
process, into C:\ProgramData\azbridge-listener\<site>\<hub>\listener.yml, which only SYSTEM, administrators and this one
task may read: never onto a screen, into a log, an argument list or any other file.

What an earlier kit of this site brought goes, where this one no longer has its hub: the task, its profile, its keys and
its log. Tasks in \azbridge-listener\<site>\ and folders of that name are these kits' alone.

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
    # These hubs alone, and no other is touched; all hubs of the site unless given.
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

. (Join-Path $PSScriptRoot 'sign-in.ps1')

$site = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'site.json') -Raw | ConvertFrom-Json
$directory = Join-Path $env:ProgramData 'azbridge-listener'
$siteDirectory = Join-Path $directory $site.name
$taskPath = "\azbridge-listener\$($site.name)\"
$program = Join-Path $env:ProgramFiles 'Azure Relay Bridge\azbridge.exe'
# NETWORK SERVICE, by the name that this language of Windows has for it. Other services share it, so it may read no key:
# its tasks have a SID of their own beside it, which may. (A virtual account, NT SERVICE\<name>, is a service's: Task
# Scheduler runs tasks as SYSTEM, LOCAL SERVICE or NETWORK SERVICE, or as somebody with a password or a session.)
# https://learn.microsoft.com/windows/win32/taskschd/task-security-hardening
# https://learn.microsoft.com/windows/win32/api/taskschd/ne-taskschd-task_logon_type
$account = ([Security.Principal.SecurityIdentifier] 'S-1-5-20').Translate([Security.Principal.NTAccount]).Value
# Rights for icacls, by SIDs, whatever the language of Windows: SYSTEM and Administrators.
$owners = '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'
$script:changes = 0
$script:stale = @{} # what runs something that is no longer there: hubs, or the package for all of them

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

function Get-HubDirectory([string] $Name) { Join-Path $siteDirectory $Name }

function Get-ProfilePath([string] $Name) { Join-Path (Get-HubDirectory $Name) 'listener.yml' }

function Get-ListenerTask([string] $Name) {
    Get-ScheduledTask -TaskPath $taskPath -TaskName $Name -ErrorAction SilentlyContinue
}

# The SID that Task Scheduler gives to the process of this task and to no other.
function Get-TaskSid([string] $Name) {
    $sid = [regex]::Match((& schtasks.exe /showsid /tn "$taskPath$Name" | Out-String), 'S-1-5(-\d+)+').Value
    if (-not $sid) { Stop-Because "the task $taskPath$Name has no SID" "see 'schtasks /showsid'" }
    return $sid
}

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
            foreach ($hub in $site.hubs) { Stop-Listener $hub.name } # Windows replaces no program that runs
            $script:stale['package'] = $true
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
    } else {
        Invoke-Change "make $directory" { New-Item -ItemType Directory -Path $directory | Out-Null }
    }
    if (-not (Test-Path -LiteralPath $siteDirectory)) {
        Invoke-Change "make $siteDirectory" { New-Item -ItemType Directory -Path $siteDirectory | Out-Null }
    }
    # Tasks come through here to their own folders, and see nothing but names.
    foreach ($each in $directory, $siteDirectory) { Protect-Path $each ($owners + '*S-1-5-20:(RX)') }
}

# These rights, nothing inherited, and nobody else's.
function Protect-Path([string] $Path, [string[]] $Rights) {
    if (-not (Test-Path -LiteralPath $Path)) { return } # -WhatIf has not made it
    $acl = Get-Acl -LiteralPath $Path
    $found = @($acl.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier]) |
            ForEach-Object { $_.IdentityReference.Value } | Sort-Object -Unique)
    $wanted = @($Rights | ForEach-Object { ($_ -split '[*:]')[1] } | Sort-Object)
    if ($acl.AreAccessRulesProtected -and ($found -join ' ') -eq ($wanted -join ' ')) { return }
    Invoke-Change "set the rights on $Path" {
        & icacls.exe $Path /setowner '*S-1-5-32-544' /quiet | Out-Null
        if ($LASTEXITCODE -ne 0) { Stop-Because "the owner of $Path cannot be set" 'see icacls' }
        & icacls.exe $Path /inheritance:r /grant:r @Rights /quiet | Out-Null
        if ($LASTEXITCODE -ne 0) { Stop-Because "the rights on $Path cannot be set" 'see icacls' }
        foreach ($other in $found | Where-Object { $wanted -notcontains $_ }) {
            & icacls.exe $Path /remove "*$other" /quiet | Out-Null
            if ($LASTEXITCODE -ne 0) { Stop-Because "the rights of $other on $Path cannot be removed" 'see icacls' }
        }
    }
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

function Register-Listener($Hub) {
    $folder = Get-HubDirectory $Hub.name
    $runner = Join-Path $folder 'run-listener.ps1'
    $log = Join-Path $folder 'log\listener.log'
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$runner`" -Program `"$program`" -ProfilePath `"$(Get-ProfilePath $Hub.name)`" -LogPath `"$log`""
    $task = Get-ListenerTask $Hub.name
    if ($null -ne $task -and $task.Actions[0].Arguments -eq $arguments) { return }
    Invoke-Change "register the task $taskPath$($Hub.name)" {
        $every = New-ScheduledTaskTrigger -Once -At (Get-Date).AddMinutes(1) -RepetitionInterval (New-TimeSpan -Minutes 1)
        $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) `
            -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
        Register-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name -Force -Settings $settings `
            -Trigger @((New-ScheduledTaskTrigger -AtStartup), $every) `
            -Principal (New-ScheduledTaskPrincipal -UserId $account -LogonType ServiceAccount -ProcessTokenSidType Unrestricted) `
            -Action (New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $arguments) | Out-Null
    }
    $script:stale[$Hub.name] = $true
}

# The hub's folder, which its task may read; the task writes into the log's folder alone.
function Initialize-HubDirectory($Hub) {
    $folder = Get-HubDirectory $Hub.name
    $log = Join-Path $folder 'log'
    if (-not (Test-Path -LiteralPath $log)) {
        Invoke-Change "make $folder" { New-Item -ItemType Directory -Path $log -Force | Out-Null }
    }
    $task = "*$(Get-TaskSid $Hub.name)"
    Protect-Path $folder ($owners + "${task}:(OI)(CI)RX")
    Protect-Path $log ($owners + "${task}:(OI)(CI)M")
}

function Write-Runner($Hub) {
    $runner = Join-Path (Get-HubDirectory $Hub.name) 'run-listener.ps1'
    $source = Join-Path $PSScriptRoot 'run-listener.ps1'
    if ((Test-Path -LiteralPath $runner) -and (Get-FileHash $runner).Hash -eq (Get-FileHash $source).Hash) { return }
    Invoke-Change "write $runner" { Copy-Item -LiteralPath $source -Destination $runner -Force }
    $script:stale[$Hub.name] = $true
}

function Write-Profile($Hub, [string] $Text) {
    $path = Get-ProfilePath $Hub.name
    if ((Test-Path -LiteralPath $path) -and [IO.File]::ReadAllText($path) -ceq $Text) { return }
    Invoke-Change "write $path" {
        [IO.File]::WriteAllText("$path.new", $Text) # in a folder that nobody else may read
        Move-Item -LiteralPath "$path.new" -Destination $path -Force
    }
    $script:stale[$Hub.name] = $true
}

# Stopping a task does not end what its script has started.
function Stop-Listener([string] $Name) {
    Stop-ScheduledTask -TaskPath $taskPath -TaskName $Name -ErrorAction SilentlyContinue
    Get-CimInstance -ClassName Win32_Process -Filter "Name = 'azbridge.exe'" |
        Where-Object { $_.CommandLine -like "*$(Get-ProfilePath $Name)*" } |
        ForEach-Object { Stop-Process -Id $_.ProcessId -Force }
}

function Start-Listener($Hub) {
    if ($Rotate -or $script:stale[$Hub.name] -or $script:stale['package']) {
        Invoke-Change "restart the task $taskPath$($Hub.name)" {
            Stop-Listener $Hub.name
            Start-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name
        }
    } elseif ((Get-ListenerTask $Hub.name).State -ne 'Running') {
        Invoke-Change "start the task $taskPath$($Hub.name)" { Start-ScheduledTask -TaskPath $taskPath -TaskName $Hub.name }
    }
}

function Remove-Listener([string] $Name) {
    if (Get-ListenerTask $Name) {
        Invoke-Change "remove the task $taskPath$Name" {
            Disable-ScheduledTask -TaskPath $taskPath -TaskName $Name | Out-Null # it is started every minute
            Stop-Listener $Name
            Unregister-ScheduledTask -TaskPath $taskPath -TaskName $Name -Confirm:$false
        }
    }
    $folder = Get-HubDirectory $Name
    if (Test-Path -LiteralPath $folder) {
        Invoke-Change "remove $folder with its profile, keys and log" { Remove-Item -LiteralPath $folder -Recurse -Force }
    }
}

# Of hubs that an earlier kit of this site had, and this one no longer has.
function Remove-FormerListener {
    if ($Only.Count -gt 0) { return }
    $names = @(Get-ScheduledTask -TaskPath $taskPath -ErrorAction SilentlyContinue | ForEach-Object { $_.TaskName })
    $names += @(Get-ChildItem -LiteralPath $siteDirectory -Directory -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
    foreach ($name in $names | Where-Object { $site.hubs.name -notcontains $_ } | Sort-Object -Unique) {
        Write-Output "install-listener: $name is no hub of the site $($site.name) any more"
        Remove-Listener $name
    }
}

$hubs = @($site.hubs | Where-Object { $Only.Count -eq 0 -or $Only -contains $_.name })
$unknown = @($Only | Where-Object { $site.hubs.name -notcontains $_ })
if ($unknown.Count -gt 0) { Stop-Because "no hub $($unknown -join ', ') at this site" "its hubs: $($site.hubs.name -join ', ')" }

try {
    if ($Uninstall) {
        Remove-FormerListener
        foreach ($hub in $hubs) { Remove-Listener $hub.name }
        Write-Output 'install-listener: the package stays; the keys are still valid: whoever copied them can listen until the rules of the hub get new ones'
        return
    }
    $finished = @{} # every profile is finished in memory before anything on the machine changes
    if (-not $WhatIfPreference) {
        if (@($hubs | Where-Object { $_.access -eq 'key' }).Count -gt 0) { Connect-Az $Login $site.tenantId }
        foreach ($hub in $hubs) { $finished[$hub.name] = Get-FinishedProfile $hub }
    }
    Initialize-Directory
    if (-not $Rotate) {
        Install-Package
        Disable-OwnService
        Remove-FormerListener
    }
    foreach ($hub in $hubs) {
        Register-Listener $hub # first: the rights on its folder are for the SID of the task
        if ($WhatIfPreference) {
            $PSCmdlet.ShouldProcess("write $(Get-ProfilePath $hub.name) with keys from $($hub.vault)") | Out-Null
        } else {
            Initialize-HubDirectory $hub
            Write-Runner $hub
            Write-Profile $hub $finished[$hub.name]
        }
        Start-Listener $hub
    }
    if ($script:changes -eq 0) { Write-Output 'install-listener: nothing to change' }
} finally {
    Disconnect-Az
    Remove-Variable finished -ErrorAction SilentlyContinue
}
