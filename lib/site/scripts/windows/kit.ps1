# What the installers of listeners and of runtime nodes stand on. They take it into their own scope, where $who is.
#Requires -Version 5.1
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # with its bar, Windows PowerShell fetches files 10 to 100 times slower

# A function of a module does not see the preferences of a script that was started at a prompt. This it does see.
$PSDefaultParameterValues = @{
    '*-ScheduledTask*:ErrorAction' = 'Stop'
    '*-NetFirewall*:ErrorAction' = 'Stop'
}

# To the screen, never into what a function returns.
function Say([string] $Line) { Write-Host "${who}: $Line" }

function Stop-Because([string] $Wrong, [string] $Advice) {
    throw "${who}: $Wrong; $Advice"
}

# 'a,b' as one word is what -File makes of a list.
function Split-List([string[]] $Given) {
    return @(foreach ($word in $Given) { $word -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ } })
}

function Test-Windows {
    if (-not [Environment]::Is64BitProcess) {
        Stop-Because 'this is a 32-bit PowerShell, which does not see the programs of a 64-bit Windows' 'start the other one'
    }
    $system = [Environment]::OSVersion
    if ("$($system.Platform)" -eq 'Win32NT' -and $system.Version -lt [Version] '10.0.14393') {
        Stop-Because "this is Windows $($system.Version)" 'Windows Server 2016 or Windows 10 of 2016 (10.0.14393) is the least'
    }
}

# A program and what it printed: as one text, with its errors where they are wanted. The caller judges Code.
function Invoke-Program([string] $Program, [string[]] $Arguments, [switch] $WithErrors) {
    $ErrorActionPreference = 'Continue' # Windows PowerShell may take a line on stderr for an error, and would end at it
    $PSNativeCommandUseErrorActionPreference = $false
    $global:LASTEXITCODE = -1 # what cannot even start would leave the code of whatever ran before
    $lines = @()
    try {
        if ($WithErrors) { $lines = @(& $Program @Arguments 2>&1) } else { $lines = @(& $Program @Arguments) }
    } catch {
        $lines = @($_.Exception.Message)
    }
    return [pscustomobject]@{ Code = $LASTEXITCODE; Text = ($lines -join "`n").Trim() }
}

# Installs an .msi file, and tells whether it is in force: what runs is replaced when Windows starts again.
function Install-Msi([string] $Path, [int] $Patience) {
    $deadline = (Get-Date).AddSeconds($Patience)
    while ($true) {
        $ended = Start-Process -FilePath 'msiexec.exe' -ArgumentList '/i', "`"$Path`"", '/quiet', '/norestart' -Wait -PassThru
        $code = $ended.ExitCode
        if ($code -eq 0) { return $true }
        if ($code -in 3010, 1641) {
            Write-Warning "${who}: msiexec ended with $code; RESTART WINDOWS: what it has installed is not in force before"
            return $false
        }
        if ($code -eq 1638) { Stop-Because 'another version is there already' 'remove that one in Apps & features, then run this again' }
        if ($code -ne 1618) { Stop-Because "msiexec ended with exit code $code" 'see the Application event log' }
        if ((Get-Date) -ge $deadline) { Stop-Because 'another installation is still running' 'wait for its end, then run this again' }
        Say 'another installation is running; waiting for its end'
        Start-Sleep -Seconds 15
    }
}

function Get-Sha256([string] $Path) {
    $algorithm = [Security.Cryptography.SHA256]::Create()
    $stream = [IO.File]::OpenRead($Path)
    try {
        return [BitConverter]::ToString($algorithm.ComputeHash($stream)).Replace('-', '')
    } finally {
        $stream.Dispose()
        $algorithm.Dispose()
    }
}

# Fetches or copies a file to where nobody else may change it, before its hash or signature is looked at.
function Copy-Given([string] $From, [string] $To) {
    if ($From -match '^https://') {
        Invoke-WebRequest -Uri $From -OutFile $To -UseBasicParsing
    } elseif ($From -match '^[a-z]+://') {
        Stop-Because "$From is not fetched without TLS" 'give an https:// URL or a file'
    } elseif (Test-Path -LiteralPath $From -PathType Leaf) {
        Copy-Item -LiteralPath $From -Destination $To -WhatIf:$false -Confirm:$false
        [IO.File]::SetAttributes($To, [IO.FileAttributes]::Normal) # read-only, it could not be removed
    } else {
        Stop-Because "there is no file $From" 'name one that this machine can read'
    }
}

function Read-Text([string] $Path) {
    if (Test-Path -LiteralPath $Path -PathType Leaf) { return [IO.File]::ReadAllText($Path) }
    return ''
}

# In one step: a run that is cut off leaves the old text or the new one. Written, not copied: it bears no mark of the web.
function Save-Text([string] $Path, [string] $Text) {
    [IO.File]::WriteAllText("$Path.new", $Text)
    if ([IO.File]::Exists($Path)) {
        [IO.File]::Replace("$Path.new", $Path, [NullString]::Value)
    } else {
        [IO.File]::Move("$Path.new", $Path)
    }
}

# Through no link: what an account without rights may write into could hold one.
function Remove-Folder([string] $Path) {
    if (Test-Path -LiteralPath $Path) { [IO.Directory]::Delete($Path, $true) }
}

# For what is fetched, and for a session of az. What a run that was cut off has left there goes with the next one.
function New-WorkFolder {
    $temporary = [IO.Path]::GetTempPath()
    foreach ($left in @(Get-ChildItem -LiteralPath $temporary -Directory -Filter 'site-kit-*')) {
        if ($left.Name -notmatch '^site-kit-(\d+)-[0-9a-f-]{36}$') { continue }
        $process = [int] $Matches[1]
        if ($process -eq $PID -or -not (Get-Process -Id $process -ErrorAction SilentlyContinue)) { Remove-Folder $left.FullName }
    }
    $folder = Join-Path $temporary "site-kit-$PID-$([Guid]::NewGuid())"
    [IO.Directory]::CreateDirectory($folder) | Out-Null
    Set-Rights $folder $owners
    return $folder
}

function Remove-WorkFolder([string] $Folder) {
    for ($attempt = 1; $attempt -le 5; $attempt += 1) {
        try {
            Remove-Folder $Folder
            return
        } catch {
            Start-Sleep -Seconds 1 # az has helpers that outlive it for a moment
        }
    }
    Write-Warning "${who}: $Folder cannot be removed; remove it by hand, or let the next run do it: a sign-in may lie there"
}
