#!/bin/bash
# Installs what is missing, then starts it: at every boot, and again until it succeeds. It may be cut off anywhere: what is
# in force decides what is still to be done, not how far an earlier run came. azbridge first, on the loopback; then the
# front before it.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
configuration=/etc/gateway
# shellcheck source=/dev/null
. "$configuration/settings.sh"

units=/etc/systemd/system
package=/var/lib/gateway/azbridge.sha256
started=/run/gateway/azbridge.started # gone after a boot
asked=/run/gateway/health.started

digest() { cat "$@" | sha256sum; }
look() { /usr/bin/python3 "$here/gateway_look.py" "$1" "$configuration" "$2"; }

/bin/bash "$here/gateway_packages.sh" "$configuration"
install -d -m 750 -g gateway-front /run/gateway

wanted=$(digest "$units/gateway-azbridge.service" "$configuration"/{azbridge.yml,identity.env} "$package")
if [[ ! -e $started || $(<"$started") != "$wanted" ]]; then
  systemctl restart gateway-azbridge.service
  look senders 60
  printf '%s\n' "$wanted" >"$started"
fi

if [[ -z $CERTIFICATE_URL ]]; then
  rm -f /run/gateway/{certified.conf,server.pem} # a link that leads nowhere is an error to the front
fi
systemctl start gateway-front.service
if ! look front 1 2>/dev/null; then
  systemctl reload gateway-front.service
  look front 20
fi

wanted=$(digest "$units/gateway-health.service" "$configuration"/{azbridge.yml,health.json} "$here"/*.py)
if [[ ! -e $asked || $(<"$asked") != "$wanted" ]]; then
  systemctl restart gateway-health.service
  printf '%s\n' "$wanted" >"$asked"
fi

if [[ -z $CERTIFICATE_URL ]]; then
  systemctl disable --now gateway-certificate.timer
  exit
fi
systemctl enable --now gateway-certificate.timer
/bin/bash "$here/gateway_certificate.sh"
