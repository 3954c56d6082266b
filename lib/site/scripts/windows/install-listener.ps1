<#
.SYNOPSIS
Makes this Windows machine an azbridge listener of its site: one scheduled task for each forward in each hub.

.DESCRIPTION
Not run on Windows itself by this project: the site operator's guide says what was tried, and how.

A second run changes nothing where nothing differs, and finishes what an earlier one was cut off in; -WhatIf says what
differs, and asks for no key. Whatever is missing is found before anything is changed. Keys go from Key Vault, through this
process, into C:\ProgramData\azbridge-listener\<site>\<hub>.<forward>\listener.yml, which only SYSTEM, administrators and
this one task may read: never onto a screen, into a log, an argument list or any other file.

What an earlier kit of this site brought goes, where this one no longer has it: the task, its profile, its key and its
log. Tasks in \azbridge-listener\<site>\ and folders of that name are these kits' alone.

azbridge's own service reads one configuration for everything, is set to manual start by its installer, and is not
started again when it ends. So it is turned off, and each forward has a task that starts with the machine and is never
left ended (run-listener.ps1): what happens to one leaves the others alone. A new package is installed while no listener of any site runs, since Windows replaces no
program that does.

Ends with exit code 3010 where the package is in force only after Windows was started again.

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
    # These hubs alone; all hubs of the site unless given. Others are touched only while the package is replaced.
    [string[]] $Only = @(),
    # Who reads the keys: whoever is signed in to az, a person by a code, or the machine's identity (Azure, Azure Arc).
    [ValidateSet('Session', 'Device', 'Identity')] [string] $Login = 'Session',
    # Fetches the keys again and restarts the listeners, nothing else.
    [switch] $Rotate,
    # Removes the listeners and their keys from this machine.
    [switch] $Uninstall,
    # How long to wait for a listener to end, for another installation, and for a listener to run.
    [ValidateRange(1, 3600)] [int] $PatienceSeconds = 120
)
$who = 'install-listener'
. (Join-Path $PSScriptRoot 'kit.ps1')
. (Join-Path $PSScriptRoot 'rights.ps1')
. (Join-Path $PSScriptRoot 'sign-in.ps1')
. (Join-Path $PSScriptRoot 'listener.ps1')
. (Join-Path $PSScriptRoot 'azbridge.ps1')
Set-StrictMode -Version Latest

function Read-Kit([string] $File) {
    $text = Read-Text (Join-Path $PSScriptRoot $File)
    if (-not $text) { Stop-Because "$File is missing" 'copy the whole folder of the kit' }
    return $text
}

function Get-Template($Planned) { return Read-Kit (Join-Path 'profiles' "$($Planned.name).json") }

function Get-ListenKey($Planned) {
    $what = "the secret $($Planned.secret) of the vault $($Planned.vault)"
    $value = Invoke-Az @('keyvault', 'secret', 'show', '--vault-name', $Planned.vault, '--name', $Planned.secret, '--query', 'value', '--output', 'tsv', '--only-show-errors') `
        "$what cannot be read" 'see the line above: the hub must be deployed, its vault must admit this network and whoever signed in must be an operator of this site'
    $advice = 'deploy the hub again, which writes it; put nothing else there'
    # A wrong key would fail later, and silently; it is not shown.
    $parts = $value -split ';'
    if ($value -notmatch '^[A-Za-z0-9+/=;:._-]+$' -or $value -notmatch ';SharedAccessKeyName[=]' -or $value -notmatch ';SharedAccessKey[=]') { Stop-Because "$what is no connection string" $advice }
    if ($parts -notcontains "Endpoint=sb://$($Planned.relay)/") { Stop-Because "$what is not for the Relay $($Planned.relay)" $advice }
    if ($parts -notcontains "EntityPath=$($Planned.forward)") { Stop-Because "$what is not for the hybrid connection $($Planned.forward)" $advice }
    if ($value -match 'RootManageSharedAccessKey') { Stop-Because "$what is the root key of the namespace" $advice }
    return $value
}

function Get-FinishedProfile($Planned) {
    $text = Get-Template $Planned
    if ($Planned.secret) { $text = $text.Replace("<$($Planned.secret)>", (Get-ListenKey $Planned)) }
    return $text
}

# Whether a listener has its profile; without the key, whether it has one with any key.
function Test-Profile($Listener, $Planned, [string] $Text) {
    $found = Read-Text $Listener.Profile
    if ($Text) { return $found -ceq $Text }
    $pattern = [regex]::Escape((Get-Template $Planned))
    if ($Planned.secret) { $pattern = $pattern.Replace([regex]::Escape("<$($Planned.secret)>"), '[A-Za-z0-9+/=;:._-]+') }
    return $found -cmatch "\A$pattern\z"
}

# What of a listener is not as this kit has it, in words; nothing where all is.
function Get-Difference($Listener, $Planned, [string] $Text) {
    $task = Get-ListenerTask $Listener
    if ($null -eq $task -and -not (Test-Path -LiteralPath $Listener.Folder)) { return 'it is not installed' }
    if (Test-Mark $Listener) { 'an earlier run ended before it was restarted' }
    if ($null -eq $task) {
        'its task is missing'
    } else {
        if (-not (Test-Task $task $Listener)) { "its task is not this kit's" }
        if ("$($task.State)" -eq 'Disabled') { 'its task is disabled' }
    }
    if (-not (Test-ListenerRights $Listener)) { 'its rights are not as they should be' }
    if ((Read-Text $Listener.Runner) -cne (Read-Kit 'run-listener.ps1')) { "its script is not this kit's" }
    if (-not (Test-Profile $Listener $Planned $Text)) { 'its profile is another' }
    Get-Staleness $Listener | Where-Object { $_ }
}

# Says what differs; -WhatIf ends here, and -Confirm asks once.
function Confirm-Change([string[]] $Changes) {
    foreach ($change in $Changes) { Say $change }
    return $PSCmdlet.ShouldProcess(($Changes -join '; '), "$($Changes -join "`n")`nChange this?", $who)
}

$exitCode = 0
$marked = @()
$work = ''
$protocol = [Net.ServicePointManager]::SecurityProtocol
try {
    # Check. Nothing is changed before all of this has passed.
    [Net.ServicePointManager]::SecurityProtocol = $protocol -bor [Net.SecurityProtocolType]::Tls12
    Test-Windows
    $site = Read-Kit 'site.json' | ConvertFrom-Json
    $siteDirectory = Join-Path $directory $site.name
    $hubs = @($site.listeners.hub | Sort-Object -Unique)
    $named = @(Split-List $Only)
    $unknown = @($named | Where-Object { $hubs -notcontains $_ })
    if ($unknown.Count -gt 0 -or ($Only.Count -gt 0 -and $named.Count -eq 0)) { Stop-Because "no hub $($unknown -join ', ') at this site" "its hubs: $($hubs -join ', ')" }
    $plans = @($site.listeners | Where-Object { $named.Count -eq 0 -or $named -contains $_.hub })
    if ($Rotate -and ($Package -or $Uninstall)) { Stop-Because '-Rotate goes with neither -Package nor -Uninstall' 'give one of them' }
    Test-Owner $directory
    Test-Owner $siteDirectory
    $installed = @(Get-InstalledListener)
    # What an earlier kit of this site had, and this one no longer has.
    $former = @($installed | Where-Object { $named.Count -eq 0 -and -not $Rotate -and $_.Site -eq $site.name -and $site.listeners.name -notcontains $_.Name })
    $changes = @($former | ForEach-Object { "$($_.Name) is no listener of the site $($site.name) any more: it goes, with profile, key and log" })

    if ($Uninstall) {
        $going = @($installed | Where-Object { $_.Site -eq $site.name -and $plans.name -contains $_.Name })
        $changes += @($going | ForEach-Object { "remove the listener $($_.Name), with profile, key and log" })
        $last = $installed.Count -eq $going.Count + $former.Count
        if ($last -and (Test-Path -LiteralPath $directory)) { $changes += "remove $directory, and give azbridge's own service back" }
        if ($changes.Count -eq 0) { Say 'nothing to change'; return }
        if (-not (Confirm-Change $changes)) { return }
        $ConfirmPreference = 'None'
        foreach ($listener in $former + $going) { Remove-Listener $listener $PatienceSeconds }
        if (@(Get-ChildItem -LiteralPath $siteDirectory -ErrorAction SilentlyContinue).Count -eq 0) { Remove-Folder $siteDirectory }
        if ($last) {
            Restore-OwnService
            Remove-Folder $directory
        }
        Say 'the package stays; the keys are still valid: whoever copied them can listen until the rules of the hub get new ones'
        return
    }

    $runner = Read-Kit 'run-listener.ps1'
    $listeners = @(foreach ($plan in $plans) { Get-Listener $site.name $plan.name })
    foreach ($listener in $listeners) {
        Get-TaskSid $listener | Out-Null
        if ($Rotate -and $null -eq (Get-ListenerTask $listener)) { Stop-Because "$($listener.Name) is not installed" 'run this without -Rotate' }
    }
    $work = New-WorkFolder
    $newPackage = if ($Rotate) { '' } else { Get-NewPackage $work }
    $finished = @{} # every profile is finished in memory; with -WhatIf nobody is asked for a key
    if (-not $WhatIfPreference -and @($plans | Where-Object { $_.secret }).Count -gt 0) { Connect-Az $Login $site.tenantId $work }
    foreach ($plan in $plans) { $finished[$plan.name] = if ($WhatIfPreference) { '' } else { Get-FinishedProfile $plan } }

    if ($newPackage) { $changes += "install the package $Package" }
    if (-not $Rotate -and -not (Test-OwnService)) { $changes += "turn azbridge's own service off" }
    foreach ($folder in $directory, $siteDirectory) {
        if (-not (Test-Path -LiteralPath $folder)) { $changes += "make $folder" }
        elseif (-not (Test-Rights $folder (Get-PassageRights))) { $changes += "set the rights on $folder" }
    }
    $stale = @()
    for ($index = 0; $index -lt $plans.Count; $index += 1) {
        $found = @(if (-not $Rotate) { Get-Difference $listeners[$index] $plans[$index] $finished[$plans[$index].name] })
        if ($Rotate) { $found += 'its key is fetched again' }
        if ($newPackage) { $found += 'its program is replaced' }
        if ($found.Count -gt 0) { $stale += $listeners[$index] }
        $changes += @($found | ForEach-Object { "$($plans[$index].name): $_" })
    }
    # One program serves all listeners of this machine: those of other sites, too, end while it is replaced. One that
    # somebody has disabled stays so.
    $changed = @($stale + $former | ForEach-Object { $_.Folder })
    $others = @($installed | Where-Object { $changed -notcontains $_.Folder -and ((Test-Mark $_) -or ($newPackage -and (Test-Enabled $_))) -and $null -ne (Get-ListenerTask $_) })
    $changes += @($others | ForEach-Object { "$($_.Name) of the site $($_.Site) is restarted" })
    if ($changes.Count -eq 0) {
        Say 'nothing to change'
        return
    }
    if (-not (Confirm-Change $changes)) { return }
    $ConfirmPreference = 'None'

    # Mark. From here until they were started again, every later run knows that these listeners wait for that.
    foreach ($folder in $directory, $siteDirectory) { New-ProtectedFolder $folder (Get-PassageRights) }
    $marked = $stale + $others
    foreach ($listener in $marked) { Set-Mark $listener }

    # Change. None of them runs meanwhile.
    foreach ($listener in $former) { Remove-Listener $listener $PatienceSeconds }
    foreach ($listener in $stale) {
        if (-not $Rotate) { Register-Listener $listener }
    }
    foreach ($listener in $marked) { Suspend-Listener $listener $PatienceSeconds }
    if (-not $Rotate) { Disable-OwnService }
    if ($newPackage) {
        Install-Package $newPackage
        Disable-OwnService # the installer may have turned it on
    }
    foreach ($listener in $stale) {
        Set-ListenerRights $listener
        if (-not $Rotate) { Save-Text $listener.Runner $runner }
        Save-Text $listener.Profile $finished[$listener.Name]
        Set-ListenerRights $listener
    }

    # Start, and unmark what then runs as it lies on the disk.
    foreach ($listener in $marked) { Start-Listener $listener }
    $wrong = @()
    foreach ($listener in $marked) {
        $still = Wait-Listener $listener $PatienceSeconds
        if ($still) {
            $wrong += "$($listener.Name) does not run as it should: $still; see $($listener.Log)"
        } else {
            Remove-Mark $listener
            Say "$($listener.Name) runs"
        }
    }
    if ($wrong.Count -gt 0) { Stop-Because ($wrong -join '; ') 'run this again when that is mended' }
    if (Test-Path -LiteralPath $packageMark) {
        Write-Warning "${who}: restart Windows, then run this again with -Package and -Sha256: the old program still runs"
        $exitCode = 3010
    }
} finally {
    foreach ($listener in $marked) { Restore-Listener $listener }
    Remove-Variable -Name finished -ErrorAction SilentlyContinue -WhatIf:$false
    Disconnect-Az
    if ($work) { Remove-WorkFolder $work }
    [Net.ServicePointManager]::SecurityProtocol = $protocol
}
exit $exitCode
