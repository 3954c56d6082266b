# Keeps azbridge listening for one forward, and its log within bounds: a task starts this script, and starts it again within
# a minute where it ends. It reads every word of azbridge and judges the last one:
#
# - Connecting for more than ten minutes: a line that says what to look at, once an hour. azbridge tries again by itself,
#   for ever, and no restart mends a key or an outage.
# - Offline: azbridge has given up for good, and lives on. It is started anew, after a pause that doubles up to an hour.
# - ended, whatever its exit code, which proves nothing: it is started again.
#
# Pauses begin again when it was up for an hour. These are the rules of the watchdog on Linux machines (judge.sh).
#
# What it cannot see is a path that a firewall or NAT has forgotten: azbridge takes itself for online there, for up to a
# quarter of an hour, and Windows shows no script how long a connection has been retransmitting.
#Requires -Version 5.1
[CmdletBinding()]
param(
    # What install-listener.ps1 found: azbridge.exe.
    [Parameter(Mandatory)] [string] $Program,
    # The profile of the forward, its key included; only this task's account and administrators may read it.
    [Parameter(Mandatory)] [string] $ProfilePath,
    [Parameter(Mandatory)] [string] $LogPath,
    # The first pause before azbridge is started again. It doubles: up to a minute, and up to an hour where the Relay says
    # that there is no such hybrid connection.
    [ValidateRange(1, 3600)] [int] $RestartSeconds = 10,
    [ValidateRange(1, 1024)] [int] $LogMegabytes = 10
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$patience = [TimeSpan]::FromMinutes(10)
$reminder = [TimeSpan]::FromHours(1)
$steady = [TimeSpan]::FromHours(1)
$minute = 60
$hour = 3600
$look = 'look at its keys (install-listener.ps1 -Rotate), the clock of this machine, the way out (egress.md) and the state of Azure'
# The Relay knows no such hybrid connection: words of a listener that is open, and of one that cannot be opened.
$unknown = 'RemoteForwardBridgeOffline|(StartFailure|errors occurred).*(EndpointNotFound|does not exist|\b404\b)'
$script:writer = $null
$script:word = '' # azbridge's last one since it was started, since when, and when it was last complained of
$script:since = [DateTime]::MinValue
$script:said = [DateTime]::MinValue

function Open-Log {
    $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete # somebody may read it meanwhile
    $stream = New-Object IO.FileStream($LogPath, [IO.FileMode]::Append, [IO.FileAccess]::Write, $share)
    $script:writer = New-Object IO.StreamWriter($stream)
    $script:writer.AutoFlush = $true
}

function Close-Log {
    if ($null -ne $script:writer) { $script:writer.Dispose() }
    $script:writer = $null
}

# A log that cannot be written, for want of space, ends no listener.
function Write-Log([string] $Line) {
    try {
        if ($null -eq $script:writer) { Open-Log }
        if ($script:writer.BaseStream.Length -gt $LogMegabytes * 1048576) {
            Close-Log
            try {
                [IO.File]::Delete("$LogPath.1")
                [IO.File]::Move($LogPath, "$LogPath.1")
            } finally {
                Open-Log
            }
        }
        $script:writer.WriteLine("$([DateTime]::UtcNow.ToString('o')) $Line")
    } catch {
        try { Close-Log } catch { $script:writer = $null }
    }
}

# azbridge of this profile that an earlier run of this script has left behind.
function Get-Leftover {
    $name = [IO.Path]::GetFileName($Program)
    return @(Get-CimInstance -ClassName Win32_Process -Filter "Name = '$name'" | Where-Object {
            "$($_.CommandLine)".IndexOf($ProfilePath, [StringComparison]::OrdinalIgnoreCase) -ge 0
        })
}

# Whether none is left, beside which a second one would listen with other keys.
function Stop-Leftover {
    try {
        foreach ($process in Get-Leftover) {
            Write-Log "run-listener: azbridge (process $($process.ProcessId)) has outlived what started it; ending it"
            Stop-Process -Id $process.ProcessId -Force -ErrorAction SilentlyContinue # it may be gone by now
            Start-Sleep -Seconds 1
        }
        $left = @(Get-Leftover)
    } catch {
        Write-Log "run-listener: the processes of this machine cannot be listed: $($_.Exception.Message)"
        return $true
    }
    foreach ($process in $left) { Write-Log "run-listener: azbridge (process $($process.ProcessId)) cannot be ended; run install-listener.ps1" }
    return $left.Count -eq 0
}

function Start-Azbridge {
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $Program
    $start.Arguments = "-f `"$ProfilePath`""
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.EnvironmentVariables['AZURE_TOKEN_CREDENTIALS'] = 'prod' # a machine's identity counts, no developer's
    return [Diagnostics.Process]::Start($start)
}

# Keeps the last word, and since when azbridge says that.
function Read-Word([string] $Line) {
    $found = [regex]::Match($Line, '\bRemoteForwardBridge(Online|Connecting|Offline|StartFailure)\b')
    if (-not $found.Success -or $script:word -eq $found.Groups[1].Value) { return }
    $script:word = $found.Groups[1].Value
    $script:since = [DateTime]::UtcNow
    $script:said = [DateTime]::MinValue
}

function Write-Complaint {
    $now = [DateTime]::UtcNow
    if ($script:word -ne 'Connecting' -or $now - $script:since -le $patience -or $now - $script:said -lt $reminder) { return }
    $script:said = $now
    Write-Log "run-listener: connecting since $($script:since.ToString('o')), and azbridge goes on trying: $look"
}

# Runs azbridge until it ends, or has given up; the longest pause after that, in seconds.
function Invoke-Azbridge {
    $script:word = ''
    $longest = $minute
    Write-Log 'run-listener: starting azbridge'
    $process = Start-Azbridge
    try {
        $readers = New-Object Collections.ArrayList
        $lines = New-Object Collections.ArrayList
        foreach ($reader in $process.StandardOutput, $process.StandardError) {
            $readers.Add($reader) | Out-Null
            $lines.Add($reader.ReadLineAsync()) | Out-Null
        }
        while ($lines.Count -gt 0) {
            $ready = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]] $lines.ToArray(), 1000)
            if ($ready -ge 0) {
                $line = $lines[$ready].Result
                if ($null -eq $line) {
                    $readers.RemoveAt($ready)
                    $lines.RemoveAt($ready)
                    continue
                }
                $lines[$ready] = $readers[$ready].ReadLineAsync()
                Write-Log $line
                Read-Word $line
                if ($line -match $unknown) { $longest = $hour }
                if ($line -match 'RemoteForwardBridgeOnline') { $longest = $minute }
            }
            Write-Complaint
            if ($script:word -eq 'Offline') {
                Write-Log 'run-listener: the Relay knows no such hybrid connection, and azbridge has given up; ending it'
                break
            }
        }
    } finally {
        try {
            if (-not $process.HasExited) { $process.Kill() }
        } catch {
            Write-Log "run-listener: $($_.Exception.Message)" # it ended between the two
        }
        $process.WaitForExit()
        Write-Log "run-listener: azbridge ended with exit code $($process.ExitCode)"
        $process.Dispose()
    }
    return $longest
}

$pause = $RestartSeconds
while ($true) {
    $longest = $minute
    $started = [DateTime]::UtcNow
    try {
        if (Stop-Leftover) { $longest = Invoke-Azbridge }
    } catch {
        Write-Log "run-listener: azbridge cannot be run: $($_.Exception.Message)"
    }
    if ([DateTime]::UtcNow - $started -gt $steady) { $pause = $RestartSeconds }
    $pause = [Math]::Min($pause, [Math]::Max($longest, $RestartSeconds))
    Write-Log "run-listener: starting azbridge again in $pause s"
    Start-Sleep -Seconds $pause
    $pause = $pause * 2
}
