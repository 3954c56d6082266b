# Keeps azbridge running for one hub, and its log within bounds: the task "azbridge listener <hub>" starts this script.
# azbridge ends, with exit code 0, whenever it cannot listen; here it is started again, for ever.
#Requires -Version 5.1
[CmdletBinding()]
param(
    # What install-listener.ps1 found: azbridge.exe.
    [Parameter(Mandatory)] [string] $Program,
    # The profile of the hub, keys included; only this task's account and administrators may read it.
    [Parameter(Mandatory)] [string] $ProfilePath,
    [Parameter(Mandatory)] [string] $LogPath,
    [ValidateRange(1, 3600)] [int] $RestartSeconds = 10,
    [ValidateRange(1, 1024)] [int] $LogMegabytes = 10
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Continue' # what azbridge writes to stderr is a line of its log, no error of this script

function Write-Log([string] $Line) {
    $log = Get-Item -LiteralPath $LogPath -ErrorAction SilentlyContinue
    if ($null -ne $log -and $log.Length -gt $LogMegabytes * 1048576) {
        Move-Item -LiteralPath $LogPath -Destination "$LogPath.1" -Force
    }
    Add-Content -LiteralPath $LogPath -Value "$([DateTime]::UtcNow.ToString('o')) $Line" -Encoding UTF8
}

$env:AZURE_TOKEN_CREDENTIALS = 'prod' # a machine's identity counts, no developer's
while ($true) {
    Write-Log 'run-listener: starting azbridge'
    & $Program -f $ProfilePath 2>&1 | ForEach-Object { Write-Log "$_" }
    Write-Log "run-listener: azbridge ended with exit code $LASTEXITCODE; starting it again in $RestartSeconds s"
    Start-Sleep -Seconds $RestartSeconds
}
