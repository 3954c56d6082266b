#!/bin/bash
# Installs azbridge and nginx, then starts them: at every boot, and again until it succeeds. It may be cut off anywhere:
# what is in force decides what is still to be done, not how far an earlier run came. Packages first, so that a machine
# which cannot get them goes on as before; then azbridge, on the loopback; then the front before it.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
configuration=/etc/gateway
# shellcheck source=/dev/null
. "$configuration/settings.sh"

state=/var/lib/gateway
marker=$state/azbridge.sha256
started=/run/gateway/azbridge.started # gone after a boot
asked=/run/gateway/health.started
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -y -o DPkg::Lock::Timeout=600)

look() { /usr/bin/python3 "$here/gateway_look.py" "$1" "$configuration" "$2"; }

mkdir -p "$state"
if [[ ! -x /usr/sbin/nginx || ! -e /usr/lib/nginx/modules/ngx_stream_module.so ]]; then
  systemctl mask nginx.service # before it is there: it would open port 80
  "${apt[@]}" update || true   # what the image has may be enough
  "${apt[@]}" --no-install-recommends install nginx libnginx-mod-stream
fi
if [[ ! -e $marker || $(<"$marker") != "$PACKAGE_SHA256" ]]; then
  "${apt[@]}" update || true
  /usr/bin/python3 "$here/gateway_fetch.py" package "$PACKAGE_URL" "$PACKAGE_SHA256" "$state/azbridge.deb"
  "${apt[@]}" --allow-downgrades install "$state/azbridge.deb"
  systemctl disable --now azbridge.service || true # its own, where the package's unit has replaced the mask
  rm -f "$state/azbridge.deb"
  printf '%s\n' "$PACKAGE_SHA256" >"$marker"
fi
for user in gateway-front gateway-azbridge; do
  getent passwd "$user" >/dev/null ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
done
install -d -m 750 -g gateway-front /run/gateway

wanted=$(cat "$marker" "$configuration"/{azbridge.yml,identity.env} /etc/systemd/system/gateway-azbridge.service |
  sha256sum)
if [[ ! -e $started || $(<"$started") != "$wanted" ]]; then
  systemctl restart gateway-azbridge.service
  look senders 60
  printf '%s\n' "$wanted" >"$started"
fi

systemctl start gateway-front.service
if ! look front 5 2>/dev/null; then
  systemctl reload gateway-front.service
  look front 20
fi

wanted=$(cat "$here"/*.py "$configuration"/{azbridge.yml,health.json} /etc/systemd/system/gateway-health.service | sha256sum)
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
