#!/bin/bash
# Starts the gateway, at a machine's first boot and after each change of its configuration.
set -euo pipefail

# shellcheck source=/dev/null
. /etc/gateway/settings.sh

systemctl daemon-reload
if [[ $SSH == no ]]; then
  systemctl mask --now ssh.socket ssh.service
else
  systemctl unmask ssh.socket ssh.service
  systemctl start ssh.socket
fi
# The package brings a service of its own. A unit that has replaced its mask cannot be masked again.
systemctl mask azbridge.service || true
systemctl enable gateway-health.service gateway-install.service
systemctl restart --no-block gateway-install.service # it tries until it succeeds
