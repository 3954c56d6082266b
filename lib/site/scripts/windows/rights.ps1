# Who may do what with a folder of a kit's: the installers take this into their own scope, after kit.ps1.
# Rights are written as icacls takes them, by SIDs, since names differ with the language of Windows.
#Requires -Version 5.1
Set-StrictMode -Version Latest

# SYSTEM and Administrators.
$owners = 'S-1-5-18:(OI)(CI)F', 'S-1-5-32-544:(OI)(CI)F'
$administrators = 'S-1-5-18', 'S-1-5-32-544'

# Access masks of what icacls calls full access, modify, read and execute.
# https://learn.microsoft.com/dotnet/api/system.security.accesscontrol.filesystemrights
$masks = @{ F = 0x1F01FF; M = 0x1301BF; RX = 0x1200A9 }

# One right as Get-Rule spells it.
function ConvertTo-Rule([string] $Right) {
    $sid, $rest = $Right -split ':', 2
    $flags = if ($rest.StartsWith('(OI)(CI)')) { 3 } else { 0 }
    return "$sid Allow $($masks[$rest.Replace('(OI)(CI)', '').Trim('(', ')')]) $flags 0"
}

# Whom a folder admits: SID, Allow or Deny, access mask, inheritance and propagation.
function Get-Rule([string] $Path) {
    $rules = (Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])
    return @(foreach ($rule in $rules) {
            "$($rule.IdentityReference.Value) $($rule.AccessControlType) $([int] $rule.FileSystemRights) $([int] $rule.InheritanceFlags) $([int] $rule.PropagationFlags)"
        })
}

function Get-Owner([string] $Path) {
    return (Get-Acl -LiteralPath $Path).GetOwner([Security.Principal.SecurityIdentifier]).Value
}

# Whether a folder has exactly these rights, none inherited, and belongs to the administrators.
function Test-Rights([string] $Path, [string[]] $Rights) {
    if ((Get-Owner $Path) -notin $administrators) { return $false }
    if (-not (Get-Acl -LiteralPath $Path).AreAccessRulesProtected) { return $false }
    $wanted = @($Rights | ForEach-Object { ConvertTo-Rule $_ } | Sort-Object) -join "`n"
    return $wanted -eq (@(Get-Rule $Path | Sort-Object) -join "`n")
}

function Invoke-Icacls([string] $Path, [string[]] $Arguments) {
    $done = Invoke-Program 'icacls.exe' (@($Path) + $Arguments + '/q') -WithErrors
    if ($done.Code -ne 0) { Stop-Because "the rights on $Path cannot be set (icacls $($Arguments -join ' '))" "it says: $($done.Text)" }
}

# These rights, nothing inherited, and nobody else's.
function Set-Rights([string] $Path, [string[]] $Rights) {
    if (Test-Rights $Path $Rights) { return }
    Invoke-Icacls $Path @('/setowner', '*S-1-5-32-544')
    Invoke-Icacls $Path (@('/inheritance:r', '/grant:r') + @($Rights | ForEach-Object { "*$_" }))
    $wanted = @($Rights | ForEach-Object { ConvertTo-Rule $_ })
    foreach ($rule in @(Get-Rule $Path | Where-Object { $wanted -notcontains $_ })) {
        $sid, $type = ($rule -split ' ')[0, 1]
        if ($type -eq 'Deny') { Invoke-Icacls $Path @('/remove:d', "*$sid") } else { Invoke-Icacls $Path @('/remove:g', "*$sid") }
    }
    # Whoever had a right of another kind beside the wanted one has lost both.
    if (-not (Test-Rights $Path $Rights)) { Invoke-Icacls $Path (@('/grant:r') + @($Rights | ForEach-Object { "*$_" })) }
    if (-not (Test-Rights $Path $Rights)) {
        Stop-Because "the rights on $Path are not as they were set" "see 'icacls `"$Path`"', and mend it before keys come there"
    }
}

# Whether a file has the rights of its folder and no others.
function Test-Inherited([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { return $true }
    $acl = Get-Acl -LiteralPath $Path
    $own = @($acl.GetAccessRules($true, $false, [Security.Principal.SecurityIdentifier]))
    return -not $acl.AreAccessRulesProtected -and $own.Count -eq 0
}

function Reset-Inherited([string] $Path) {
    if (-not (Test-Inherited $Path)) { Invoke-Icacls $Path @('/reset') }
}

# Users may make folders in ProgramData: one that was there before could be read, or changed, by whoever made it.
function Test-Owner([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { return }
    $owner = Get-Owner $Path
    if ($owner -notin $administrators) {
        Stop-Because "$Path belongs to $owner, not to the administrators" 'find out who made it, remove it and run this again'
    }
}

# Under another name until its rights are right: a run that is cut off leaves nothing that the next one must not trust.
function New-ProtectedFolder([string] $Path, [string[]] $Rights) {
    if (-not (Test-Path -LiteralPath $Path)) {
        $parent = Split-Path -Parent $Path
        $name = Split-Path -Leaf $Path
        foreach ($left in @(Get-ChildItem -LiteralPath $parent -Directory -Filter "$name.*.new")) { Remove-Folder $left.FullName }
        $new = Join-Path $parent "$name.$([Guid]::NewGuid()).new"
        [IO.Directory]::CreateDirectory($new) | Out-Null
        Set-Rights $new $Rights
        [IO.Directory]::Move($new, $Path)
    }
    Set-Rights $Path $Rights
}
