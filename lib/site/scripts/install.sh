#!/bin/bash
# Makes this machine an azbridge listener of its site: one service for each hub, all forwards of the site.
#
#   sudo ./install.sh --package azbridge.deb --sha256 <its SHA-256>    installs, or mends what differs
#   sudo ./install.sh --rotate                                         fetches the keys again and restarts
#   ./install.sh --help                                                everything else
#
# A second run changes nothing where nothing differs. Keys go from Key Vault, through this process, into
# /etc/azbridge/listener/<hub>.yml (0600): never onto a screen, into a log, an argument list or any other file.
# Beside each profile, <hub>.site names the site whose kit it came from: a newer kit of that site, which no longer has the
# hub, removes it, and no other does.
# site.tsv, hubs.tsv, forwards.tsv, package.tsv and profiles/ beside this script say what is to be installed; nothing in
# them is secret.
{ set +x; } 2>/dev/null # a trace would show the keys
set -euo pipefail

readonly usage=64 unavailable=69 none=-
readonly program=/usr/share/azbridge/azbridge user=azbridge
readonly profiles=/etc/azbridge/listener units=/etc/systemd/system unit=azbridge-listener
readonly settle_seconds=${SETTLE_SECONDS:-5} reach_seconds=${REACH_SECONDS:-5}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

mode=install dry_run=0 package='' sha256='' login=session client_id='' certificate='' tenant='' fetch_directory=''
site='' only=() planned=() hubs=() former=() problems=() changes=0
declare -A access=() vault=() relay=() tenant_of=() text=() stale=()
session_directory='' download=''

say() { printf 'install: %s\n' "$1"; }
fail() { # <what is wrong> <what to do>
  printf 'install: %s; %s\n' "$1" "$2" >&2
  exit "$unavailable"
}
misused() {
  printf 'install: %s; see %s --help\n' "$1" "$0" >&2
  exit "$usage"
}
act() { # <what> <command …>: does it and says so, or only says so
  changes=$((changes + 1))
  if ((dry_run)); then
    say "would $1"
  else
    say "$1"
    "${@:2}"
  fi
}
tidy() {
  [[ -z $session_directory ]] || rm -rf "$session_directory"
  [[ -z $download ]] || rm -rf "$download"
}
trap tidy EXIT

help() {
  cat <<'HELP'
Usage: install.sh [mode] [options]

Modes (without one: install, or mend what differs)
  --dry-run            says what would be done, changes nothing and asks nobody
  --prepare            everything but keys and start, for an image or cloud-init
  --rotate             fetches the keys again and restarts the listeners, nothing else
  --check              tells whether relays, vaults and targets can be reached from here
  --fetch-only DIR     writes finished profiles (0600) into DIR, for containers, and installs nothing; whoever runs it owns
                       them, and for the kit's containers that is root
  --uninstall          removes the listeners and their keys from this machine

Without a mode, and with --fetch-only and --uninstall, what an earlier kit of this site brought goes too, where this one no
longer has its hub.

What
  --package FILE|URL   azbridge 0.16.1 as .deb or .rpm; a URL begins with https://
  --sha256 HEX         its SHA-256; a package with another one is refused
  --only HUB           this hub alone (may be given again); without it all hubs of the site

Who reads the keys
  (nothing)            whoever is signed in to az as this user
  --login device       a person, by a code that is shown here
  --login identity     this machine's managed identity (Azure, Azure Arc); --client-id ID for a user-assigned one
  --login certificate  a service principal: --client-id ID --certificate FILE
  --tenant ID          another Entra tenant than the plan's
HELP
}

arguments() {
  while (($# > 0)); do
    case $1 in
      --dry-run) dry_run=1 ;;
      --prepare | --rotate | --check | --uninstall) mode=${1#--} ;;
      --package | --sha256 | --only | --login | --client-id | --certificate | --tenant | --fetch-only)
        (($# > 1)) || misused "$1 needs a value"
        case $1 in
          --package) package=$2 ;;
          --sha256) sha256=${2,,} ;;
          --only) only+=("$2") ;;
          --login) login=$2 ;;
          --client-id) client_id=$2 ;;
          --certificate) certificate=$2 ;;
          --tenant) tenant=$2 ;;
          --fetch-only) mode=fetch fetch_directory=$2 ;;
        esac
        shift
        ;;
      --help | -h) help && exit 0 ;;
      *) misused "unknown option $1" ;;
    esac
    shift
  done
  case $login in
    session | device | identity) ;;
    certificate) [[ -n $client_id && -n $certificate ]] || misused "--login certificate needs --client-id and --certificate" ;;
    *) misused "--login is device, identity or certificate, not $login" ;;
  esac
  [[ -z $package || -n $sha256 ]] || misused "--package needs --sha256"
}

read_plan() {
  local file name access_of vault_of relay_of tenant_in rest known
  for file in site.tsv hubs.tsv forwards.tsv profiles "$unit@.service" confine.conf; do
    [[ -r $here/$file ]] || fail "$here/$file is missing" "copy the whole folder of the kit"
  done
  read -r site <"$here/site.tsv"
  while IFS=$'\t' read -r name access_of vault_of relay_of tenant_in; do
    planned+=("$name")
    access[$name]=$access_of vault[$name]=$vault_of relay[$name]=$relay_of tenant_of[$name]=$tenant_in
  done <"$here/hubs.tsv"
  hubs=("${only[@]}")
  ((${#only[@]} > 0)) || hubs=("${planned[@]}")
  for name in "${hubs[@]}"; do
    known=" ${planned[*]} "
    [[ $known == *" $name "* ]] || misused "no hub $name at this site, but ${planned[*]}"
    [[ -r $here/profiles/$name.json ]] || fail "$here/profiles/$name.json is missing" "copy the whole folder of the kit"
  done
  if [[ -z $package && -r $here/package.tsv ]]; then
    IFS=$'\t' read -r package sha256 rest <"$here/package.tsv"
  fi
  [[ -z $sha256 || $sha256 =~ ^[0-9a-f]{64}$ ]] || misused "a SHA-256 is 64 hexadecimal digits, not ${#sha256} characters"
}

of_site() { # <folder> <hub>: the site whose kit brought the hub's profile there, if any did
  [[ ! -r $1/$2.site ]] || printf '%s' "$(<"$1/$2.site")"
}
refuse_other_sites() { # <folder>: sites of one legal entity have their hubs in common, but not their forwards
  local name other
  for name in "${hubs[@]}"; do
    other=$(of_site "$1" "$name")
    [[ -z $other || $other == "$site" ]] ||
      fail "$1/$name.yml is of the site $other, not of $site" \
        "take another machine or folder, or remove that one first, with the kit of $other"
  done
}
find_former() { # <folder>: hubs that an earlier kit of this site brought there, and this kit no longer has
  local mark name known=" ${planned[*]} "
  former=()
  ((${#only[@]} == 0)) || return 0
  for mark in "$1"/*.site; do
    name=${mark##*/}
    name=${name%.site}
    [[ $known == *" $name "* || $(of_site "$1" "$name") != "$site" ]] || former+=("$name")
  done
}

by_key() { # whether one of the hubs needs keys
  local name
  for name in "${hubs[@]}"; do [[ ${access[$name]} != key ]] || return 0; done
  return 1
}

require() { # every program that is missing is named at once
  local each
  for each in "$@"; do command -v "$each" >/dev/null || problems+=("$each"); done
}
preconditions() {
  local advice=''
  [[ $mode == fetch || $mode == check ]] || ((dry_run)) || (($(id -u) == 0)) ||
    fail "this needs root" "run it with sudo, or with --dry-run to see what it would do"
  case $mode in
    install | prepare) require systemctl useradd sha256sum getent install timeout ;;
    rotate | uninstall) require systemctl getent ;;
    check) require timeout ;;
  esac
  case $mode in
    install | rotate | fetch)
      if by_key; then
        require az
        command -v az >/dev/null || advice=' (az is the Azure CLI: install-az.sh, or Microsoft'"'"'s instructions)'
      fi
      ;;
  esac
  if [[ $mode == install || $mode == prepare ]] && ! package_is_installed; then
    case $package in
      '') fail "azbridge is not at $program and no package is given" "give --package and --sha256" ;;
      http://*) fail "$package is not fetched without TLS" "give an https:// URL or a file" ;;
      https://*) require curl ;;
      *) [[ -r $package ]] || fail "the package $package cannot be read" "check the path" ;;
    esac
    case $package in
      *.deb) require dpkg ;;
      *.rpm) require rpm ;;
      *) fail "$package is neither .deb nor .rpm" "take one of these from azbridge's release" ;;
    esac
  fi
  ((${#problems[@]} == 0)) || fail "missing: ${problems[*]}$advice" "install what is missing and run this again"
}

package_is_installed() {
  local stamp=''
  [[ -x $program ]] || return 1
  [[ -n $package ]] || return 0
  [[ ! -r $profiles/package.sha256 ]] || stamp=$(<"$profiles/package.sha256")
  [[ $stamp == "$sha256" ]]
}
install_package() {
  ! package_is_installed || return 0
  act "install the package $package" unpack
}
unpack() {
  local file=$package actual
  download=$(mktemp -d)
  if [[ $package == https://* ]]; then
    file=$download/${package##*/}
    curl --fail --silent --show-error --location --proto '=https' --output "$file" "$package" ||
      fail "$package cannot be fetched" "check the egress list of the kit, or give the package as a file"
  else
    file=$download/${package##*/} # what was checked is what is installed, whoever may write to the original
    cp -- "$package" "$file"
  fi
  actual=$(sha256sum <"$file")
  actual=${actual%% *}
  [[ $actual == "$sha256" ]] ||
    fail "the package has SHA-256 $actual, not $sha256" "do not install it: fetch it again, and ask where the difference comes from"
  case $file in
    *.deb) dpkg --install "$file" ;;
    *.rpm) rpm --upgrade --replacepkgs "$file" ;;
  esac || fail "the package cannot be installed" "see the lines above"
  [[ -x $program ]] || fail "the package has no $program" "give azbridge 0.16.1"
  stale[package]=1
  keep_directory
  keep "$profiles/package.sha256" 644 root "$sha256"
}

make_user() {
  if ! getent passwd "$user" >/dev/null; then
    act "make the user $user" \
      useradd --system --user-group --no-create-home --home-dir /var/lib/azbridge --shell /usr/sbin/nologin "$user"
  fi
  if ! by_key && getent group himds >/dev/null && [[ " $(id -nG "$user" 2>/dev/null) " != *" himds "* ]]; then
    act "let $user ask Azure Arc for this machine's identity" usermod --append --groups himds "$user"
  fi
}

resolve_own_name() { # azbridge ends when its own host name does not resolve
  local own
  read -r own </proc/sys/kernel/hostname
  getent hosts "$own" >/dev/null || act "give the host name $own an address in /etc/hosts" name_host "$own"
}
name_host() { printf '127.0.1.1 %s\n' "$1" >>/etc/hosts; }

differs() { # <file> <mode> <owner> <text>
  [[ ! -r $1 || $(stat --format '%a %U' "$1") != "$2 $3" || $(<"$1") != "$4" ]]
}
keep() { # <file> <mode> <owner> <text>: replaced in one step, and never readable by others in between
  (
    umask 077
    printf '%s\n' "$4" >"$1.new"
    chmod "$2" "$1.new"
    chown "$3" "$1.new"
    mv -f "$1.new" "$1"
  )
}
keep_directory() {
  [[ -d $profiles ]] || { mkdir -p "$profiles" && chmod 755 "$profiles"; }
}

install_units() {
  local file target changed=0
  local confine=$units/$unit@.service.d/10-confine.conf
  for target in "$units/$unit@.service" "$confine" "$units/azbridge.service.d/10-confine.conf"; do
    file=$here/confine.conf
    [[ $target != *@.service ]] || file=$here/$unit@.service
    if differs "$target" 644 root "$(<"$file")"; then
      act "write $target" write_unit "$file" "$target"
      changed=1
    fi
  done
  if ((changed)); then
    stale[units]=1
    act "let systemd read its units again" systemctl daemon-reload
  fi
  # The package's own unit has no configuration of ours: it would run, as root, what its sample says.
  if systemctl is-enabled --quiet azbridge.service 2>/dev/null || systemctl is-active --quiet azbridge.service 2>/dev/null; then
    act "turn the package's own unit azbridge.service off" systemctl disable --now azbridge.service
  fi
}
write_unit() {
  mkdir -p "$(dirname "$2")"
  install -m 644 -o root -g root "$1" "$2"
}

sign_in() {
  local where=()
  if [[ $login == session ]]; then
    az account show --output none --only-show-errors 2>/dev/null ||
      fail "nobody is signed in to az as $(id -un)" "sign in ('sudo az login --use-device-code' with sudo), or give --login"
    return
  fi
  session_directory=$(mktemp -d) # the session ends with this script
  export AZURE_CONFIG_DIR=$session_directory
  [[ -n $tenant ]] || tenant=${tenant_of[${hubs[0]}]}
  [[ $tenant == "$none" ]] || where=(--tenant "$tenant")
  case $login in
    device) az login --use-device-code --allow-no-subscriptions "${where[@]}" --output none ;;
    identity) az login --identity --allow-no-subscriptions ${client_id:+--client-id "$client_id"} --output none ;;
    certificate)
      ((${#where[@]} > 0)) || misused "the plan names no tenant: give --tenant"
      [[ -r $certificate ]] || fail "the certificate $certificate cannot be read" "check the path"
      az login --service-principal --username "$client_id" --certificate "$certificate" --allow-no-subscriptions "${where[@]}" --output none
      ;;
  esac || fail "az cannot sign in ($login)" "see the lines above"
}

fetch_keys() { # every profile is finished in memory before anything on the machine changes
  local name forward secret value profile hub host port
  ! by_key || sign_in
  for name in "${hubs[@]}"; do
    profile=$(<"$here/profiles/$name.json")
    while IFS=$'\t' read -r hub forward secret host port; do
      [[ $hub == "$name" && $secret != "$none" ]] || continue
      value=$(az keyvault secret show --vault-name "${vault[$name]}" --name "$secret" --query value --output tsv --only-show-errors) ||
        fail "the secret $secret of the vault ${vault[$name]} cannot be read" \
          "see the line above: the hub must be deployed, its vault must admit this network and whoever signed in must be an operator of this site"
      check_key "$value" "$name" "$forward" "$secret"
      profile=${profile//"<$secret>"/"$value"}
    done <"$here/forwards.tsv"
    text[$name]=$profile
  done
}
check_key() { # a wrong key would fail later, and silently; it is not shown
  local what="the secret $4 of the vault ${vault[$2]}"
  local advice="deploy the hub again, which writes it; put nothing else there"
  [[ $1 =~ ^[A-Za-z0-9+/=\;:._-]+$ && $1 =~ \;SharedAccessKeyName[=] && $1 =~ \;SharedAccessKey[=] ]] ||
    fail "$what is no connection string" "$advice"
  [[ ";$1;" == *";Endpoint=sb://${relay[$2]}/;"* ]] || fail "$what is not for the Relay ${relay[$2]}" "$advice"
  [[ ";$1;" == *";EntityPath=$3;"* ]] || fail "$what is not for the hybrid connection $3" "$advice"
  [[ $1 != *RootManageSharedAccessKey* ]] || fail "$what is the root key of the namespace" "$advice"
}

mark() { # <folder> <hub> <owner>: before the profile, so that no profile is without
  ! differs "$1/$2.site" 644 "$3" "$site" || act "write $1/$2.site" write_mark "$@"
}
write_mark() {
  [[ $1 != "$profiles" ]] || keep_directory
  keep "$1/$2.site" 644 "$3" "$site"
}
write_profiles() {
  local name file
  for name in "${hubs[@]}"; do
    file=$profiles/$name.yml
    mark "$profiles" "$name" root
    if ((dry_run)); then
      [[ -r $file ]] || act "write $file with keys from ${vault[$name]}" :
    elif differs "$file" 600 "$user" "${text[$name]}"; then
      keep_directory
      act "write $file" keep "$file" 600 "$user" "${text[$name]}"
      stale[$name]=1
    fi
  done
}

run_services() {
  local name service started=()
  for name in "${hubs[@]}"; do
    service=$unit@$name.service
    systemctl is-enabled --quiet "$service" 2>/dev/null || act "enable $service" systemctl enable --quiet "$service"
    if [[ $mode == rotate || -n ${stale[$name]:-} || -n ${stale[units]:-} || -n ${stale[package]:-} ]]; then
      act "restart $service" systemctl restart "$service"
      started+=("$service")
    elif ! systemctl is-active --quiet "$service"; then
      act "start $service" systemctl start "$service"
      started+=("$service")
    fi
  done
  ((${#started[@]} > 0 && !dry_run)) || return 0
  sleep "$settle_seconds" # azbridge ends within seconds when it cannot listen
  for service in "${started[@]}"; do
    systemctl is-active --quiet "$service" || fail "$service does not stay up" "see: journalctl --unit $service"
  done
}

# shellcheck disable=SC2016 # the inner shell expands them
reaches() { timeout "$reach_seconds" bash -c ': </dev/tcp/"$1"/"$2"' reach "$1" "$2" 2>/dev/null; }
check_reach() {
  local name host port hub forward secret missed=0
  for name in "${hubs[@]}"; do
    for host in "${relay[$name]}" "${vault[$name]}.vault.azure.net"; do
      [[ $host != "$none".* ]] || continue
      reaches "$host" 443 || { missed=1 && unreachable "$host" 443 "see egress.md"; }
    done
  done
  while IFS=$'\t' read -r hub forward secret host port; do
    [[ $hub == "${hubs[0]}" ]] || continue
    reaches "$host" "$port" || { missed=1 && unreachable "$host" "$port" "the forward $forward ends there"; }
  done <"$here/forwards.tsv"
  return "$missed"
}
unreachable() { printf 'install: warning: %s:%s cannot be reached from here; %s\n' "$1" "$2" "$3" >&2; }

fetch_only() {
  local name owner
  owner=$(id -un)
  if ! ((dry_run)); then
    fetch_keys
    (umask 077 && mkdir -p "$fetch_directory")
  fi
  find_former "$fetch_directory"
  for name in "${former[@]}"; do remove_profile "$fetch_directory" "$name"; done
  for name in "${hubs[@]}"; do
    mark "$fetch_directory" "$name" "$owner"
    if ((dry_run)); then
      act "write $fetch_directory/$name.yml with keys from ${vault[$name]}" :
    elif differs "$fetch_directory/$name.yml" 600 "$owner" "${text[$name]}"; then
      act "write $fetch_directory/$name.yml" keep "$fetch_directory/$name.yml" 600 "$owner" "${text[$name]}"
    fi
  done
}

remove_profile() { # <folder> <hub>: with the keys in it; the mark last, so that a removal that was cut short is finished later
  [[ ! -e $1/$2.yml ]] || act "remove $1/$2.yml" rm -f "$1/$2.yml"
  [[ ! -e $1/$2.site ]] || act "remove $1/$2.site" rm -f "$1/$2.site"
}
remove_listener() { # <hub>
  local service=$unit@$1.service
  if systemctl is-enabled --quiet "$service" 2>/dev/null || systemctl is-active --quiet "$service" 2>/dev/null; then
    act "stop and disable $service" systemctl disable --now --quiet "$service"
  fi
  remove_profile "$profiles" "$1"
}
remove_former() {
  local name
  find_former "$profiles"
  for name in "${former[@]}"; do
    say "$name is no hub of the site $site any more"
    remove_listener "$name"
  done
}

uninstall() {
  local name left
  remove_former
  for name in "${hubs[@]}"; do remove_listener "$name"; done
  left=$(compgen -G "$profiles/*.yml" || true)
  if [[ -z $left && -e $units/$unit@.service ]]; then
    act "remove the unit $unit@.service" rm -rf "$units/$unit@.service" "$units/$unit@.service.d" "$units/azbridge.service.d"
    act "let systemd read its units again" systemctl daemon-reload
  fi
  say "the package and the user $user stay; the keys are still valid: whoever copied them can listen until the hub's rules get new ones"
}

main() {
  arguments "$@"
  read_plan
  preconditions
  case $mode in
    install | prepare | rotate | uninstall) refuse_other_sites "$profiles" ;;
    fetch) refuse_other_sites "$fetch_directory" ;;
  esac
  case $mode in
    check)
      check_reach || fail "not everything can be reached" "see the lines above"
      say "everything can be reached"
      return
      ;;
    fetch) fetch_only ;;
    uninstall) uninstall ;;
    rotate)
      [[ -e $units/$unit@.service ]] || fail "no listener is installed here" "run this without --rotate first"
      ((dry_run)) || fetch_keys
      write_profiles
      run_services
      ;;
    install | prepare)
      [[ $mode == prepare ]] || ((dry_run)) || fetch_keys
      install_package
      make_user
      resolve_own_name
      install_units
      if [[ $mode == install ]]; then
        remove_former
        write_profiles
        run_services
        ((dry_run)) || check_reach || true
      fi
      ;;
  esac
  ((changes > 0)) || say "nothing to change"
}
main "$@"
