# One listener on this machine: what is there of it, and how it is stopped, changed, started and removed. Taken by
# install-listener.ps1 into its own scope, after kit.ps1 and rights.ps1.
#Requires -Version 5.1
Set-StrictMode -Version Latest

$taskRoot = '\azbridge-listener\'
$directory = Join-Path $env:ProgramData 'azbridge-listener'
$program = Join-Path (Join-Path $env:ProgramFiles 'Azure Relay Bridge') 'azbridge.exe'
# SHA-256 of the package whose installation has ended well; and of one whose has not, or not yet.
$packageStamp = Join-Path $directory 'package.sha256'
$packageMark = Join-Path $directory 'package.pending'

# NETWORK SERVICE. Other services share it, so it may read no key: each task has a SID of its own beside it, which may.
# (A virtual account, NT SERVICE\<name>, is a service's: Task Scheduler runs tasks as SYSTEM, LOCAL SERVICE or NETWORK
# SERVICE, or as somebody with a password or a session.)
# https://learn.microsoft.com/windows/win32/taskschd/task-security-hardening
# https://learn.microsoft.com/windows/win32/api/taskschd/ne-taskschd-task_logon_type
$account = 'S-1-5-20'

# Where a listener has what is its own. Its mark stands from before its first change until it was started after the last.
function Get-Listener([string] $Site, [string] $Name) {
    $folder = Join-Path (Join-Path $directory $Site) $Name
    return [pscustomobject]@{
        Site = $Site
        Name = $Name
        TaskPath = "$taskRoot$Site\"
        Folder = $folder
        LogFolder = Join-Path $folder 'log'
        Log = Join-Path (Join-Path $folder 'log') 'listener.log'
        Runner = Join-Path $folder 'run-listener.ps1'
        Profile = Join-Path $folder 'listener.yml'
        Mark = Join-Path $folder 'restart.pending'
    }
}

# All tasks are listed: to ask for one that is not there is an error, which looks like any other.
function Get-ListenerTask($Listener) {
    $found = @(Get-ScheduledTask | Where-Object { $_.TaskPath -eq $Listener.TaskPath -and $_.TaskName -eq $Listener.Name })
    if ($found.Count -eq 0) { return $null }
    return $found[0]
}

function Test-Enabled($Listener) {
    $task = Get-ListenerTask $Listener
    return $null -ne $task -and "$($task.State)" -ne 'Disabled'
}

# Every listener on this machine, whatever site's kit has brought it: by its task or by its folder.
function Get-InstalledListener {
    $names = @(Get-ScheduledTask | Where-Object { $_.TaskPath.StartsWith($taskRoot) } | ForEach-Object {
            "$($_.TaskPath.Substring($taskRoot.Length))$($_.TaskName)"
        })
    foreach ($siteFolder in @(Get-ChildItem -LiteralPath $directory -Directory -ErrorAction SilentlyContinue)) {
        $names += @(Get-ChildItem -LiteralPath $siteFolder.FullName -Directory | ForEach-Object { "$($siteFolder.Name)\$($_.Name)" })
    }
    foreach ($name in @($names | Sort-Object -Unique)) {
        $siteName, $listenerName = $name -split '\\', 2
        if ($listenerName) { Get-Listener $siteName $listenerName }
    }
}

# The SID that Task Scheduler gives to the process of this task and to no other. It follows from the task's path.
function Get-TaskSid($Listener) {
    $shown = Invoke-Program 'schtasks.exe' @('/showsid', '/tn', "$($Listener.TaskPath)$($Listener.Name)") -WithErrors
    $sid = [regex]::Match($shown.Text, 'S-1-5(-\d+)+').Value
    if ($shown.Code -ne 0 -or -not $sid) { Stop-Because "the task $($Listener.Name) has no SID" "schtasks /showsid says: $($shown.Text)" }
    return $sid
}

# Its folder is read by its own task, its log written, and nothing else by nobody else.
function Get-FolderRights($Listener) { return $owners + "$(Get-TaskSid $Listener):(OI)(CI)RX" }

function Get-LogRights($Listener) { return $owners + "$(Get-TaskSid $Listener):(OI)(CI)M" }

# Tasks come through here to their own folders, and see nothing but names.
function Get-PassageRights { return $owners + 'S-1-5-20:(RX)' }

# The files in its folder have the folder's rights and no others.
function Test-ListenerRights($Listener) {
    if (-not (Test-Path -LiteralPath $Listener.LogFolder)) { return $false }
    return (Test-Rights $Listener.Folder (Get-FolderRights $Listener)) -and (Test-Rights $Listener.LogFolder (Get-LogRights $Listener)) `
        -and (Test-Inherited $Listener.Runner) -and (Test-Inherited $Listener.Profile)
}

function Set-ListenerRights($Listener) {
    Set-Rights $Listener.Folder (Get-FolderRights $Listener)
    [IO.Directory]::CreateDirectory($Listener.LogFolder) | Out-Null
    Set-Rights $Listener.LogFolder (Get-LogRights $Listener)
    foreach ($file in $Listener.Runner, $Listener.Profile) { Reset-Inherited $file }
}

function Get-Arguments($Listener) {
    return "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$($Listener.Runner)`" -Program `"$program`" -ProfilePath `"$($Listener.Profile)`" -LogPath `"$($Listener.Log)`""
}

# What a task says of itself: another text where this script, which registers it, is another.
function Get-Definition($Listener) {
    $hash = Get-Sha256 (Join-Path $PSScriptRoot 'listener.ps1')
    return "azbridge listener $($Listener.Name) of the site $($Listener.Site), as registered by $($hash.Substring(0, 16))"
}

function Test-Task($Task, $Listener) {
    return $Task.Description -eq (Get-Definition $Listener) -and $Task.Actions[0].Arguments -eq (Get-Arguments $Listener)
}

# Starts with Windows, and every minute where it does not run. Registered, it is enabled.
function Register-Listener($Listener) {
    $every = New-ScheduledTaskTrigger -Once -At (Get-Date).AddMinutes(1) -RepetitionInterval (New-TimeSpan -Minutes 1)
    $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4 `
        -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
    Register-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name -Force -Settings $settings `
        -Description (Get-Definition $Listener) -Trigger @((New-ScheduledTaskTrigger -AtStartup), $every) `
        -Principal (New-ScheduledTaskPrincipal -UserId $account -LogonType ServiceAccount -ProcessTokenSidType Unrestricted) `
        -Action (New-ScheduledTaskAction -Execute 'powershell.exe' -Argument (Get-Arguments $Listener)) | Out-Null
    if ($null -eq (Get-ListenerTask $Listener)) { Stop-Because "the task $($Listener.Name) is not there after it was registered" 'see Task Scheduler' }
}

# Processes of a program whose command line names this file.
function Get-ProcessOf([string] $Executable, [string] $File) {
    return @(Get-CimInstance -ClassName Win32_Process -Filter "Name = '$Executable'" | Where-Object {
            "$($_.CommandLine)".IndexOf($File, [StringComparison]::OrdinalIgnoreCase) -ge 0
        })
}

# Why what runs is not what lies on the disk; nothing where it is: one azbridge, of the task's own script, younger than
# every file that it was made from.
function Get-Staleness($Listener) {
    $task = Get-ListenerTask $Listener
    if ($null -eq $task -or "$($task.State)" -ne 'Running') { return 'its task does not run' }
    $bridges = @(Get-ProcessOf 'azbridge.exe' $Listener.Profile)
    if ($bridges.Count -ne 1) { return "$($bridges.Count) processes of azbridge listen for it, not one" }
    $runners = @(Get-ProcessOf 'powershell.exe' $Listener.Runner | ForEach-Object { $_.ProcessId })
    if ($bridges[0].ParentProcessId -notin $runners) { return "azbridge (process $($bridges[0].ProcessId)) has outlived what started it" }
    # The clocks of files and processes may part by less than a second; no file is written while azbridge runs.
    $born = $bridges[0].CreationDate.ToUniversalTime().AddSeconds(1)
    foreach ($file in $program, $packageStamp, $Listener.Runner, $Listener.Profile) {
        if ([IO.File]::Exists($file) -and [IO.File]::GetLastWriteTimeUtc($file) -gt $born) { return "azbridge is older than $file" }
    }
    return ''
}

function Set-Mark($Listener) {
    [IO.Directory]::CreateDirectory($Listener.Folder) | Out-Null
    [IO.File]::WriteAllText($Listener.Mark, "The listener is restarted after what is being changed.`n")
}

function Remove-Mark($Listener) { [IO.File]::Delete($Listener.Mark) }

function Test-Mark($Listener) { return [IO.File]::Exists($Listener.Mark) }

# Disabled, since it is started every minute; then stopped, which ends its script alone; then what the script had started.
function Suspend-Listener($Listener, [int] $Patience) {
    if ($null -ne (Get-ListenerTask $Listener)) {
        Disable-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name | Out-Null
        Stop-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name
    }
    $deadline = (Get-Date).AddSeconds($Patience)
    while ($true) {
        $left = @(Get-ProcessOf 'powershell.exe' $Listener.Runner) + @(Get-ProcessOf 'azbridge.exe' $Listener.Profile)
        if ($left.Count -eq 0) { return }
        if ((Get-Date) -ge $deadline) {
            Stop-Because "$($Listener.Name) does not end (processes $(@($left | ForEach-Object { $_.ProcessId }) -join ', '))" 'end them in Task Manager, or restart Windows, and run this again'
        }
        # One that is gone in the meantime is none that is left.
        foreach ($process in $left) { Stop-Process -Id $process.ProcessId -Force -ErrorAction SilentlyContinue }
        Start-Sleep -Milliseconds 500
    }
}

function Start-Listener($Listener) {
    Enable-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name | Out-Null
    Start-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name
}

# What is still wrong with a listener that was started, when patience ends.
function Wait-Listener($Listener, [int] $Patience) {
    $deadline = (Get-Date).AddSeconds($Patience)
    while ($true) {
        $wrong = Get-Staleness $Listener
        if (-not $wrong -or (Get-Date) -ge $deadline) { return $wrong }
        Start-Sleep -Seconds 1
    }
}

# For a run that fails between: what it has disabled works again, with what there is. Its mark stays.
function Restore-Listener($Listener) {
    try {
        if (-not (Test-Mark $Listener)) { return }
        if ($null -eq (Get-ListenerTask $Listener) -or (Test-Enabled $Listener) -or -not [IO.File]::Exists($Listener.Profile)) { return }
        Start-Listener $Listener
        Write-Warning "${who}: $($Listener.Name) was started again with what there is; run this again"
    } catch {
        Write-Warning "${who}: $($Listener.Name) is stopped and disabled, and cannot be started: $($_.Exception.Message)"
    }
}

function Remove-Listener($Listener, [int] $Patience) {
    Suspend-Listener $Listener $Patience
    if ($null -ne (Get-ListenerTask $Listener)) {
        Unregister-ScheduledTask -TaskPath $Listener.TaskPath -TaskName $Listener.Name -Confirm:$false
    }
    Remove-Folder $Listener.Folder # with its profile, keys and log
}
