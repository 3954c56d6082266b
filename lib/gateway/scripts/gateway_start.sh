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
systemctl enable gateway-health.service gateway-install.service gateway-apply.service gateway-restart.path gateway-outdated.timer
systemctl start --no-block gateway-restart.path gateway-outdated.timer gateway-health.service gateway-install.service # that tries until it succeeds
