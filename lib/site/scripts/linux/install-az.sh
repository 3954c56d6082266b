#!/bin/bash
# Installs the Azure CLI from Microsoft's packages on Debian or Ubuntu; does nothing where there is one.
#
#   sudo ./install-az.sh [--proxy FILE|URL]    the proxy is that of install.sh --help, which keeps it
set -euo pipefail

readonly usage=64 unavailable=69
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fail() {
  printf 'install-az: %s; %s\n' "$1" "$2" >&2
  exit "$unavailable"
}
misused() {
  printf 'install-az: %s\n' "$1" >&2
  exit "$usage"
}
# shellcheck source=lib/site/scripts/linux/install/proxy.sh
source "$here/install/proxy.sh"
case $#/${1:-} in
  0/) read_proxy '' /etc/azbridge/proxy.env ;;
  2/--proxy) read_proxy "$2" '' ;;
  *) misused "usage: $0 [--proxy FILE|URL]" ;;
esac
# shellcheck disable=SC2153 # read_proxy has set them
if behind_proxy; then export http_proxy=$HTTPS_PROXY https_proxy=$HTTPS_PROXY no_proxy=$NO_PROXY; fi # as apt knows them

readonly key=/etc/apt/keyrings/microsoft.asc list=/etc/apt/sources.list.d/azure-cli.list
readonly origin=https://packages.microsoft.com

! command -v az >/dev/null || exit 0
if ! command -v apt-get >/dev/null || [[ ! -r /etc/os-release ]]; then
  echo "install-az: this machine has no apt; install the Azure CLI by Microsoft's instructions for its distribution" >&2
  exit 69
fi
# shellcheck source=/dev/null
codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
# A source that does not serve would spoil every later apt-get update of the machine: it goes again, with its key.
installed=0 made=("$list")
[[ -e $key ]] || made+=("$key")
undo() { ((installed)) || rm -f "${made[@]}"; }
trap undo EXIT
mkdir -p "$(dirname "$key")" "$(dirname "$list")"
curl --fail --silent --show-error --location --proto '=https' --output "$key" "$origin/keys/microsoft.asc"
chmod 644 "$key"
printf 'deb [arch=%s signed-by=%s] %s/repos/azure-cli/ %s main\n' \
  "$(dpkg --print-architecture)" "$key" "$origin" "$codename" >"$list"
for ((waited = 0; waited < 600; waited += 5)); do # apt waits for the lock of packages alone, not for that of their lists
  said=$(LC_ALL=C apt-get update --quiet 2>&1) || [[ $said != *"Could not get lock"* ]] || { sleep 5 && continue; }
  break # what it could not fetch is seen by what follows
done
printf '%s\n' "$said"
DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet -o DPkg::Lock::Timeout=600 azure-cli || {
  echo "install-az: $origin has no Azure CLI for $codename; its source is removed again; see Microsoft's instructions" >&2
  exit 69
}
installed=1
