# Who reads keys: the installers of listeners and of runtime nodes take this into their own scope, where Stop-Because is.
# Not run on Windows by this project: its syntax is checked, its behaviour is not.
#Requires -Version 5.1
Set-StrictMode -Version Latest

$script:azConfigDirectory = $null

# Session is whoever is signed in to az, Device a person by a code, Identity the machine's.
function Connect-Az([string] $Login, [string] $TenantId) {
    if (-not (Get-Command az -ErrorAction SilentlyContinue)) { Stop-Because 'the Azure CLI (az) is missing' 'install it and run this again' }
    if ($Login -eq 'Session') {
        $ErrorActionPreference = 'Continue' # with Stop, Windows PowerShell ends at the first line that goes to 2>
        & az account show --output none --only-show-errors 2>$null
        if ($LASTEXITCODE -ne 0) { Stop-Because 'nobody is signed in to az' "sign in with 'az login', or give -Login" }
        return
    }
    $script:azConfigDirectory = Join-Path ([IO.Path]::GetTempPath()) "az-$([Guid]::NewGuid())"
    New-Item -ItemType Directory -Path $script:azConfigDirectory | Out-Null
    $env:AZURE_CONFIG_DIR = $script:azConfigDirectory # the session ends with the script
    $options = @('login', '--allow-no-subscriptions', '--output', 'none')
    if ($Login -eq 'Device') { $options += '--use-device-code' } else { $options += '--identity' }
    if ($Login -eq 'Device' -and $TenantId) { $options += @('--tenant', $TenantId) }
    & az @options
    if ($LASTEXITCODE -ne 0) { Stop-Because "az cannot sign in ($Login)" 'see the lines above' }
}

function Disconnect-Az {
    if ($null -eq $script:azConfigDirectory) { return }
    Remove-Item -LiteralPath $script:azConfigDirectory -Recurse -Force -ErrorAction SilentlyContinue
    Remove-Item Env:AZURE_CONFIG_DIR -ErrorAction SilentlyContinue
}
