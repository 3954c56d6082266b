#!/bin/bash
# Installs nginx and azbridge where they are missing or others: `gateway_packages.sh CONFIGURATION_FOLDER`.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=/dev/null
. "$1/settings.sh"
set -a
# shellcheck source=/dev/null
. "$1/identity.env" # for what fetches by it
set +a

state=/var/lib/gateway
marker=$state/azbridge.sha256
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -y -o DPkg::Lock::Timeout=600)
updated=no

# Once; what the image has may be enough. An earlier run may have been cut off in the midst of a package.
update() {
  [[ $updated == no ]] || return 0
  updated=yes
  dpkg --configure -a || true
  "${apt[@]}" update || true
}

mkdir -p "$state"
if [[ ! -x /usr/sbin/nginx || ! -e /usr/lib/nginx/modules/ngx_stream_module.so ]]; then
  update
  systemctl mask nginx.service # before it is there: it would open port 80
  "${apt[@]}" --no-install-recommends install nginx libnginx-mod-stream
fi
if [[ ! -e $marker || $(<"$marker") != "$PACKAGE_SHA256" ]]; then
  update
  /usr/bin/python3 "$here/gateway_fetch.py" package "$PACKAGE_URL" "$PACKAGE_SHA256" "$state/azbridge.deb"
  systemctl mask azbridge.service || true # a unit that has replaced its mask cannot be masked again
  "${apt[@]}" --allow-downgrades install "$state/azbridge.deb"
  systemctl disable --now azbridge.service || true # its own, where it has
  rm -f "$state/azbridge.deb"
  printf '%s\n' "$PACKAGE_SHA256" >"$marker"
fi
for user in gateway-front gateway-azbridge; do
  getent passwd "$user" >/dev/null ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
done
