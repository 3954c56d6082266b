#!/bin/bash
# Installs the Azure CLI from Microsoft's packages on Debian or Ubuntu; does nothing where there is one.
set -euo pipefail

readonly key=/etc/apt/keyrings/microsoft.asc list=/etc/apt/sources.list.d/azure-cli.list
readonly origin=https://packages.microsoft.com

! command -v az >/dev/null || exit 0
if ! command -v apt-get >/dev/null || [[ ! -r /etc/os-release ]]; then
  echo "install-az: this machine has no apt; install the Azure CLI by Microsoft's instructions for its distribution" >&2
  exit 69
fi
# shellcheck source=/dev/null
codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
mkdir -p "$(dirname "$key")" "$(dirname "$list")"
curl --fail --silent --show-error --location --proto '=https' --output "$key" "$origin/keys/microsoft.asc"
chmod 644 "$key"
printf 'deb [arch=%s signed-by=%s] %s/repos/azure-cli/ %s main\n' \
  "$(dpkg --print-architecture)" "$key" "$origin" "$codename" >"$list"
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet azure-cli
