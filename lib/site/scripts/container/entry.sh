#!/bin/bash
# Runs azbridge in a container, at either end of a tunnel: ENV_AZBRIDGE_TYPE says which, RemoteForward for a listener and
# LocalForward for a sender. The profile, keys included, is a file that is mounted; this script writes nothing.
set -u

readonly profile=${ENV_AZBRIDGE_PROFILE:-/run/secrets/azbridge-profile} unavailable=69

fail() {
  printf 'entry: %s; %s\n' "$1" "$2" >&2
  exit "$unavailable"
}

case ${ENV_AZBRIDGE_TYPE:-} in
  LocalForward | RemoteForward) ;;
  *) fail "ENV_AZBRIDGE_TYPE is '${ENV_AZBRIDGE_TYPE:-}'" "set it to RemoteForward for a listener, LocalForward for a sender" ;;
esac
[[ -r $profile ]] || fail "$profile cannot be read" "mount the profile there, readable by the user of the container"
found=0
while IFS= read -r line || [[ -n $line ]]; do [[ $line != *"\"$ENV_AZBRIDGE_TYPE\""* ]] || found=1; done <"$profile"
((found)) || fail "$profile has no $ENV_AZBRIDGE_TYPE" "mount the profile of this end of the tunnel"
azbridge=$(PATH=/usr/share/azbridge:/app:$PATH type -P azbridge) ||
  fail "the image has no azbridge in /usr/share/azbridge, in /app or on PATH" "check the image"
exec "$azbridge" -f "$profile"
