# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What whoever runs it wants.

mode=install dry_run=0 package='' sha256='' login=session client_id='' certificate='' tenant='' fetch_directory='' proxy=''
only=()

help() {
  cat <<'HELP'
Usage: install.sh [mode] [options]

Modes (without one: install, or mend what differs)
  --dry-run            says what would be done, changes nothing and asks nobody for keys
  --prepare            everything but keys and start, for an image or cloud-init
  --rotate             fetches the keys again and restarts the listeners, nothing else
  --check              tells whether relays, vaults and targets can be reached from here
  --fetch-only DIR     writes finished profiles (0600) into DIR, for containers, and installs nothing; whoever runs it owns
                       them, and for the kit's containers that is root
  --uninstall          removes the listeners and their keys from this machine

Without a mode, and with --fetch-only and --uninstall, what an earlier kit of this site brought goes too, where this one no
longer has its hub or forward. A run that was cut off is finished by the next one.

What
  --package FILE|URL   azbridge 0.16.1 as .deb or .rpm; a URL begins with https://
  --sha256 HEX         its SHA-256; a package with another one is refused
  --only HUB           this hub alone (may be given again); without it all hubs of the site

By what way
  --proxy FILE|URL     an HTTP proxy, for az, downloads and azbridge, kept until another one is given:
                       http://<host>:<port>, or a file (0600) that holds http://<user>:<password>@<host>:<port>
  --proxy none         none any more

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
      --package | --sha256 | --only | --login | --client-id | --certificate | --tenant | --proxy | --fetch-only)
        (($# > 1)) || misused "$1 needs a value"
        case $1 in
          --package) package=$2 ;;
          --sha256) sha256=${2,,} ;;
          --only) only+=("$2") ;;
          --login) login=$2 ;;
          --client-id) client_id=$2 ;;
          --certificate) certificate=$2 ;;
          --tenant) tenant=$2 ;;
          --proxy) proxy=$2 ;;
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
