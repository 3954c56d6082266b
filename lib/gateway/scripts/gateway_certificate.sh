#!/bin/bash
# Fetches key and certificate into memory, never onto a disk; a proxy that runs takes up a renewed one.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=/dev/null
. "${GATEWAY_SETTINGS:-/etc/gateway/settings.sh}"

status=0
/usr/bin/python3 "$here/gateway_fetch.py" certificate "$CERTIFICATE_URL" /run/gateway/server.pem || status=$?
case $status in
0) systemctl try-reload-or-restart gateway-proxy.service ;;
3) ;; # the same as before
*) exit "$status" ;;
esac
