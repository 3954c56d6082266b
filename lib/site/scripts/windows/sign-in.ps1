# Who reads keys: the installers of listeners and of runtime nodes take this into their own scope, after kit.ps1.
#Requires -Version 5.1
Set-StrictMode -Version Latest

$script:az = $null
$script:session = $null

# What az prints, or an end with the reason. Its errors go to the screen, where a code to sign in stands too.
function Invoke-Az([string[]] $Arguments, [string] $Wrong, [string] $Advice) {
    $done = Invoke-Program $script:az $Arguments
    if ($done.Code -ne 0) { Stop-Because $Wrong $Advice }
    return $done.Text
}

# Session is whoever is signed in to az, Device a person by a code, Identity the machine's. az keeps what it learns in the
# folder of this run, which the next run removes where this one cannot.
function Connect-Az([string] $Login, [string] $TenantId, [string] $WorkFolder) {
    $found = @(Get-Command -Name 'az' -CommandType Application -ErrorAction SilentlyContinue)
    if ($found.Count -eq 0) { Stop-Because 'the Azure CLI (az) is missing' 'install it and run this again' }
    $script:az = $found[0].Path
    if ($Login -eq 'Session') {
        Invoke-Az @('account', 'show', '--output', 'none', '--only-show-errors') 'nobody is signed in to az' "sign in with 'az login', or give -Login" | Out-Null
        return
    }
    $script:session = @{ Callers = $env:AZURE_CONFIG_DIR }
    $env:AZURE_CONFIG_DIR = Join-Path $WorkFolder 'az'
    $options = @('login', '--allow-no-subscriptions', '--output', 'none')
    if ($Login -eq 'Device') { $options += '--use-device-code' } else { $options += '--identity' }
    if ($Login -eq 'Device' -and $TenantId) { $options += @('--tenant', $TenantId) }
    Invoke-Az $options "az cannot sign in ($Login)" 'see the lines above' | Out-Null
}

# Gives the caller's own session back.
function Disconnect-Az {
    if ($null -eq $script:session) { return }
    $env:AZURE_CONFIG_DIR = $script:session.Callers # nothing takes the variable away again
    $script:session = $null
}
