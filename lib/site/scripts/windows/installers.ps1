# What a runtime node needs before it is registered: the machine, Java and the runtime's own program. Taken by
# install-runtime-node.ps1 into its own scope, after kit.ps1 and runtime.ps1; its parameters are that script's.
#Requires -Version 5.1
Set-StrictMode -Version Latest

$installerUrl = 'https://go.microsoft.com/fwlink/?linkid=839822'
$gigabyte = [Math]::Pow(2, 30)
$recommended = @{ Cores = 4; MemoryGigabytes = 8; DiskGigabytes = 80 }

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
    return $inHome -or (Test-Path -LiteralPath 'HKLM:\SOFTWARE\JavaSoft\Java Runtime Environment')
}

# A copy of Java's installer that nobody else may change, where it is to be installed. Copies from and to Parquet files run
# Java on the node. Microsoft names the Visual C++ 2010 runtime beside it, which the installer of the integration runtime
# does not bring: https://learn.microsoft.com/azure/data-factory/format-orc
function Get-JavaInstaller([string] $WorkFolder) {
    if (-not (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\VisualStudio\10.0\VC\VCRedist\x64')) {
        Write-Warning 'there is no Visual C++ 2010 runtime (x64), which copies of Parquet may need: install it from https://www.microsoft.com/download/details.aspx?id=26999'
    }
    if (Test-Java) { return '' }
    if (-not $JavaInstaller) {
        Stop-Because 'copies here use Parquet, and there is no 64-bit Java runtime (version 8)' 'give one with -JavaInstaller and -JavaSha256, or install it and set JAVA_HOME for the machine'
    }
    $copy = Join-Path $WorkFolder 'java.msi'
    Copy-Given $JavaInstaller $copy
    $actual = Get-Sha256 $copy
    if ($actual -ne $JavaSha256) { Stop-Because "$JavaInstaller has SHA-256 $actual, not $JavaSha256" 'do not install it' }
    return $copy
}

# Whether it is in force: $false means that Windows is to be started again.
function Install-Java([string] $Copy) {
    $inForce = Install-Msi $Copy $PatienceSeconds
    if ($inForce -and -not (Test-Java)) { Stop-Because 'there is still no Java runtime' 'set JAVA_HOME for the machine to its folder' }
    return $inForce
}

# The organization of a certificate's owner, which may be written in quotes and hold commas there.
function Test-Microsoft([string] $Subject) {
    return $Subject -cmatch '^(?:(?:[^",]|"[^"]*")+, *)*O=Microsoft Corporation *(?:,|$)'
}

# A copy of the runtime's installer that nobody else may change. The link leads to another version every month, so that its
# signature is what can be checked.
function Get-RuntimeInstaller([string] $WorkFolder) {
    $copy = Join-Path $WorkFolder 'runtime.msi'
    $from = if ($Installer) { $Installer } else { $installerUrl }
    Copy-Given $from $copy
    $signature = Get-AuthenticodeSignature -LiteralPath $copy
    if ("$($signature.Status)" -ne 'Valid' -or -not (Test-Microsoft $signature.SignerCertificate.Subject)) {
        Stop-Because "the installer is not signed by Microsoft ($($signature.Status))" 'do not install it'
    }
    return $copy
}

# Whether it is in force: $false means that Windows is to be started again.
function Install-Runtime([string] $Copy) {
    $inForce = Install-Msi $Copy $PatienceSeconds
    if (-not (Get-DmgCmd)) { Stop-Because 'dmgcmd.exe is not there after the installation' 'see the Application event log' }
    return $inForce
}

function Enable-AutoUpdate {
    $done = Invoke-DmgCmd @('-TurnOnAutoUpdate')
    if ($done.Code -ne 0) { Write-Warning "${who}: automatic updates cannot be turned on: $($done.Text)" } else { Say "automatic updates: $($done.Text)" }
}
