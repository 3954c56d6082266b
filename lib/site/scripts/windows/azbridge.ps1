# azbridge itself, and the service that its package brings. Taken by install-listener.ps1 into its own scope, after kit.ps1
# and listener.ps1; $Package, $Sha256 and $PatienceSeconds are that script's.
#Requires -Version 5.1
Set-StrictMode -Version Latest

# How azbridge's own service started before it was turned off; an uninstallation gives that back.
$serviceRecord = Join-Path $directory 'own-service.txt'

# A copy of the package that nobody else may change, where it is to be installed.
function Get-NewPackage([string] $WorkFolder) {
    $there = Test-Path -LiteralPath $program -PathType Leaf
    $whole = $there -and -not (Test-Path -LiteralPath $packageMark)
    if (-not $Package) {
        if (-not $there) { Stop-Because "azbridge is not at $program and no package is given" 'give -Package and -Sha256' }
        if (-not $whole) { Write-Warning "${who}: a package was not installed to its end; restart Windows, and run this again with -Package and -Sha256" }
        return ''
    }
    if ($Sha256 -notmatch '^[0-9A-Fa-f]{64}$') { Stop-Because '-Sha256 is not 64 hexadecimal digits' 'give the SHA-256 of the package' }
    if ($whole -and (Read-Text $packageStamp).Trim() -eq $Sha256) { return '' }
    if ($Package -notmatch '\.msi(\?.*)?$') { Stop-Because "$Package is no .msi" "take it from azbridge's release" }
    if (-not (Get-Command -Name 'msiexec.exe' -CommandType Application -ErrorAction SilentlyContinue)) { Stop-Because 'there is no msiexec.exe' 'see PATH' }
    $copy = Join-Path $WorkFolder 'azbridge.msi'
    Copy-Given $Package $copy
    $actual = Get-Sha256 $copy
    if ($actual -ne $Sha256) {
        Stop-Because "the package has SHA-256 $actual, not $Sha256" 'do not install it: fetch it again, and ask where the difference comes from'
    }
    return $copy
}

# Its version, and its SHA-256 too, since two builds may have the same.
function Get-ProgramIdentity {
    if (-not (Test-Path -LiteralPath $program)) { return 'not there' }
    return "version $((Get-Item -LiteralPath $program).VersionInfo.FileVersion), SHA-256 $(Get-Sha256 $program)"
}

# Its mark stays until it is in force; only then the package counts as the one that is here. msiexec may end well and have
# replaced nothing: after another package the program must be another one. (What a run that was cut off has installed, or
# somebody by hand, is none that could be compared.)
function Install-Package([string] $Copy) {
    $comparable = (Read-Text $packageStamp) -and -not (Test-Path -LiteralPath $packageMark)
    $before = Get-ProgramIdentity
    Save-Text $packageMark $Sha256
    if (-not (Install-Msi $Copy $PatienceSeconds)) { return }
    if (-not (Test-Path -LiteralPath $program)) { Stop-Because "the package has no $program" 'give azbridge 0.16.1' }
    $now = Get-ProgramIdentity
    if ($comparable -and $now -eq $before) {
        Write-Warning "${who}: msiexec has ended well, and azbridge is still what it was ($now)"
        return
    }
    Save-Text $packageStamp $Sha256
    [IO.File]::Delete($packageMark)
    Say "azbridge was $before, and is $now"
}

function Test-OwnService {
    $service = Get-Service -Name 'azbridgesvc' -ErrorAction SilentlyContinue
    return $null -eq $service -or ("$($service.Status)" -eq 'Stopped' -and "$($service.StartType)" -eq 'Disabled')
}

function Disable-OwnService {
    if (Test-OwnService) { return }
    if (-not (Read-Text $serviceRecord)) { Save-Text $serviceRecord "$((Get-Service -Name 'azbridgesvc').StartType)" }
    Stop-Service -Name 'azbridgesvc' -Force
    Set-Service -Name 'azbridgesvc' -StartupType Disabled
}

function Restore-OwnService {
    $before = Read-Text $serviceRecord
    if ($before -and (Get-Service -Name 'azbridgesvc' -ErrorAction SilentlyContinue)) { Set-Service -Name 'azbridgesvc' -StartupType $before }
}
