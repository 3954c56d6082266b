#!/bin/bash
# Runs azbridge in a container, at either end of a tunnel: ENV_AZBRIDGE_TYPE says which, RemoteForward for a listener and
# LocalForward for a sender. The profile, keys included, is a file that is mounted; this script writes nothing.
# It keeps azbridge as its child and reads its words: what has gone deaf it starts anew, by the rules of judge.sh, since
# Docker starts nothing again because it is unhealthy. When azbridge ends by itself, this script does too, with 69: azbridge's
# own code is 0 whatever happened.
set -u

readonly profile=${ENV_AZBRIDGE_PROFILE:-/run/secrets/azbridge-profile} unavailable=69 look_seconds=5

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
if [[ -r ${profile%/*}/proxy.env ]]; then
  while IFS='=' read -r name value; do export "$name=$value"; done <"${profile%/*}/proxy.env"
fi
proxy_port=${HTTPS_PROXY:-} # it stands for the Relay's, where a proxy is between
proxy_port=${proxy_port##*:}
# shellcheck source=lib/site/scripts/watch/judge.sh
source "${BASH_SOURCE[0]%/*}/judge.sh" || fail "judge.sh is not beside ${BASH_SOURCE[0]}" "mount the kit's, as compose.yaml does"

child='' code=0
# shellcheck disable=SC2317 # the traps call it
end() { # <signal> <code>
  trap '' TERM INT
  stop "$1"
  exit "$2"
}
stop() { # <signal>
  [[ -z $child ]] || kill -s "$1" "$child" 2>/dev/null || true
  [[ -z $child ]] || wait "$child"
  code=$?
}
trap 'end TERM 143' TERM
trap 'end INT 130' INT

run() { # until azbridge ends, or has gone deaf
  local line='' part='' status output
  begin
  exec {output}< <(exec "$azbridge" -f "$profile")
  child=$!
  SECONDS=0
  while :; do
    IFS= read -r -t "$look_seconds" -u "$output" part
    status=$?
    line+=$part # of a line that has not ended yet, a part is all there is
    if ((status == 0)); then
      [[ ! $line =~ $words ]] || hear "$line" "$(date +%s)"
      printf '%s\n' "$line"
      line=''
    elif ((status <= 128)); then
      [[ -z $line ]] || printf '%s\n' "$line"
      break # azbridge has ended
    fi
    ((SECONDS >= look_seconds)) || continue
    SECONDS=0
    judge "$(date +%s)" "$child"
    [[ -z $verdict ]] || printf 'entry: %s\n' "$reason" >&2
    [[ $verdict != restart ]] || break
  done
  stop TERM
  exec {output}<&-
}
while run && [[ $verdict == restart ]]; do :; done
fail "azbridge has ended by itself, with code $code" "its words above say why"
