#!/bin/bash
# Installs azbridge and, for mutual TLS, haproxy, then starts them: at every boot, and again until it succeeds.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=/dev/null
. "${GATEWAY_SETTINGS:-/etc/gateway/settings.sh}"

state=${GATEWAY_STATE:-/var/lib/gateway}
marker=$state/azbridge.sha256
started=/run/gateway/azbridge.started # gone after a boot, and after a change of the configuration
export DEBIAN_FRONTEND=noninteractive
install=(apt-get -qq -y -o DPkg::Lock::Timeout=600 install)

mkdir -p "$state"
if [[ ! -e $marker || $(<"$marker") != "$PACKAGE_SHA256" ]]; then
  apt-get -qq -o DPkg::Lock::Timeout=600 update || true # what the image has may be enough
  /usr/bin/python3 "$here/gateway_fetch.py" package "$PACKAGE_URL" "$PACKAGE_SHA256" "$state/azbridge.deb"
  "${install[@]}" --allow-downgrades "$state/azbridge.deb"
  systemctl disable --now azbridge.service || true # its own, where the package's unit has replaced the mask
  rm -f "$state/azbridge.deb"
  printf '%s\n' "$PACKAGE_SHA256" >"$marker"
  rm -f "$started"
fi
if [[ ! -e $started ]]; then # once: while the certificate is tried again, connections of the other forwards stay
  systemctl restart gateway-azbridge.service
  install -d -m 700 "$(dirname "$started")"
  : >"$started"
fi

if [[ -z $CERTIFICATE_URL ]]; then
  systemctl disable --now gateway-certificate.timer
  systemctl stop gateway-proxy.service
  exit
fi
if [[ ! -x /usr/sbin/haproxy ]]; then
  apt-get -qq -o DPkg::Lock::Timeout=600 update
  "${install[@]}" --no-install-recommends haproxy
fi
/bin/bash "$here/gateway_certificate.sh"
systemctl restart gateway-proxy.service
systemctl enable --now gateway-certificate.timer
