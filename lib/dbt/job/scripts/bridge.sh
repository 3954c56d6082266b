#!/bin/bash
# Keeps azbridge running for as long as the dbt container of the same group needs it, and no longer.
#
# The containers of a group share localhost and two folders:
#   /aci/groups/<group>      the semaphore: `starting <bridge>`, then `ready <nonce>`; removed when the run is over
#   /aci/run/dbt, …/bridge   heartbeats `<nonce> <count>` and `<bridge> <count>`: they count when they move, whatever the clock
#   /aci/run/exit-code       dbt's container has ended, or will not start dbt
#   /aci/run/bridge.ended    why this script ended
#   /aci/run/bridge.ready    what the semaphore says, for the sidecars
#   /aci/run/bridge.probed   the counter that the liveness probe saw last: `bridge.sh probe` fails where it stands still
# Keys of the relay stand in the profile, or, where the platform takes them from a vault, in /aci/bridge/keys.
# dbt announces its nonce only when no other run holds the group's name; until then this script creates a missing
# semaphore, but never replaces one. Whether the semaphore stands from `ready` on is dbt's to see.
# The semaphore's volume may be a share that hangs: it is touched in processes of their own alone.
# Time is counted in polls: a container that was paused is no reason to end a run.
set -u

readonly run=/aci/run unavailable=69
readonly semaphore=/aci/groups/${ENV_GROUP_NAME:-} live=/aci/groups/${ENV_GROUP_NAME:-}.live
read -r id </proc/sys/kernel/random/uuid
profile=/aci/bridge/profile.yml
azbridge_pid='' aside_pid='' mine='' telling='' nonce='' heartbeat='' error=''
listening=0 tick=0 idle=0 waited=0 failing=0 halted=0 stopping=0

line() { REPLY=; { read -r REPLY <"$1"; } 2>/dev/null; } # first line of a file, empty when there is none

if [[ ${1:-} == probe ]]; then
  line "$run/bridge" && count=$REPLY
  line "$run/bridge.probed"
  [[ -n ${count:-} && $count != "$REPLY" ]] || exit 1
  printf '%s\n' "$count" 2>/dev/null >"$run/bridge.probed"
  exit 0
fi

trap 'stopping=1' TERM INT # from here on: a process 1 without a handler would not notice

put() { # replaces a file's text in one step
  error=$({ printf '%s\n' "$2" >"$1.$id" && mv -f "$1.$id" "$1"; } 2>&1) && return
  error=${error##*: }
  rm -f "$1.$id" 2>/dev/null
  return 1
}

finish() { # <exit code> <reason>
  trap '' TERM INT
  if (($1 == 0)); then printf 'bridge: %s\n' "$2"; else printf 'bridge: %s\n' "$2" >&2; fi
  put "$run/bridge.ended" "$2" || printf 'bridge: cannot write %s: %s\n' "$run/bridge.ended" "$error" >&2
  tidy &
  aside_pid=$!
  if [[ -n $azbridge_pid ]]; then
    kill -TERM "$azbridge_pid" 2>/dev/null
    for ((left = grace; left > 0; left--)); do
      kill -0 "$azbridge_pid" 2>/dev/null || break
      sleep "$POLL_INTERVAL_SECONDS"
    done
    kill -KILL "$azbridge_pid" 2>/dev/null
  fi
  for ((left = second; left > 0; left--)); do
    kill -0 "$aside_pid" 2>/dev/null || break
    sleep "$POLL_INTERVAL_SECONDS"
  done
  [[ $profile == /tmp/* ]] && rm -f "$profile"
  exit "$1"
}
fail() { finish "$unavailable" "$1; $2"; }

polls() { # how many polls a number of seconds lasts, at least one: 0.25 -> REPLY
  local digits=${1#*.}000
  [[ $1 == *.* ]] || digits=000
  REPLY=$(((${1%%.*} * 1000 + 10#${digits:0:3}) / poll))
  ((REPLY > 0)) || REPLY=1
}

tidy() { # removes what is this run's from the volume
  line "$semaphore"
  [[ -n $REPLY && ($REPLY == "$mine" || $REPLY == "$telling") ]] && rm -f "$semaphore"
  line "$live"
  [[ -n $nonce && $REPLY == "$nonce "* ]] && rm -f "$live"
}

claim() { # a semaphore of our own, unless there is one
  [[ -e $semaphore ]] && return
  error=$({ set -o noclobber && printf '%s\n' "$telling" >"$semaphore"; } 2>&1) && return
  [[ -s $semaphore ]] && return
  rm -f "$semaphore" 2>/dev/null
  return 1
}

tell() { # <claim|put> <text>: writes the semaphore aside; its error, if any, stands in bridge.aside
  telling=$2 waited=0
  (
    if [[ $1 == claim ]]; then claim; else put "$semaphore" "$telling"; fi
    code=$?
    put "$run/bridge.aside" "${error##*: }"
    exit $code
  ) &
  aside_pid=$!
}

told() { # sees how far that is; a share that is slow, or does not answer for a while, is no reason to end a run
  [[ -n $aside_pid ]] || return
  if kill -0 "$aside_pid" 2>/dev/null; then
    ((++waited < patience)) ||
      fail "the volume at /aci/groups does not answer (for $HEARTBEAT_TIMEOUT_SECONDS s)" "check the volume, and the way to it"
    return
  fi
  if wait "$aside_pid"; then
    mine=$telling failing=0
    put "$run/bridge.ready" "$mine" || fail "cannot write $run/bridge.ready: $error" "check the volume at $run"
  elif [[ -z $mine ]] || ((tick - (failing = failing ? failing : tick) >= patience)); then
    line "$run/bridge.aside"
    fail "cannot write $semaphore: $REPLY" "check that the volume at /aci/groups is there, writable and not full"
  fi
  aside_pid=''
}

all_listen() { # read from /proc, since every connection to azbridge would make a rendezvous at the relay
  local open=' ' table address state want a b c d port
  for table in /proc/net/tcp /proc/net/tcp6; do
    [[ -r $table ]] || continue
    while read -r _ address _ state _; do [[ $state == 0A ]] && open+="${address: -13} "; done <$table
  done
  for want in $LISTEN; do
    IFS=.: read -r a b c d port <<<"$want"
    printf -v address '%02X%02X%02X%02X:%04X' "$d" "$c" "$b" "$a" "$port"
    [[ $open == *" $address "* ]] || { deaf=$want && return 1; }
  done
}

put_keys() { # into a copy of the profile that nobody else reads, where the platform took them from a vault
  [[ -d /aci/bridge/keys ]] || return 0
  local text value key
  text=$(<"$profile")
  for key in /aci/bridge/keys/*; do # each is named as its forward
    value=$(<"$key")
    value=${value//\\/\\\\}
    text=${text//"@key of ${key##*/}@"/"${value//\"/\\\"}"}
  done
  profile=/tmp/azbridge-$id.yml
  error=$({ umask 077 && printf '%s\n' "$text" >"$profile"; } 2>&1) ||
    fail "cannot write $profile: ${error##*: }" "check the bridge image"
}

grace=1 second=10 POLL_INTERVAL_SECONDS=0.1
case ${ENV_GROUP_NAME:-} in
  '') fail "ENV_GROUP_NAME is not set" "check the container's environment" ;;
  */* | .*) fail "ENV_GROUP_NAME is no file name" "check the container's environment" ;;
esac
[[ -e $run/exit-code ]] && finish 0 "dbt has ended before the bridge started"
rm -f "$run/bridge.ended" 2>/dev/null
# shellcheck source=/dev/null
source /aci/bridge/settings.sh || fail "/aci/bridge/settings.sh cannot be read" "check the volume at /aci/bridge"
poll=1 && polls "$POLL_INTERVAL_SECONDS" && poll=$REPLY
polls 1 && second=$REPLY
polls "$HEARTBEAT_SECONDS" && beat=$REPLY
polls "$HEARTBEAT_TIMEOUT_SECONDS" && patience=$REPLY
polls "$STARTUP_TIMEOUT_SECONDS" && startup=$REPLY
polls "$PARTNER_TIMEOUT_SECONDS" && partner=$REPLY
polls "$TERMINATION_GRACE_SECONDS" && grace=$REPLY

azbridge=$(PATH=/usr/share/azbridge:/app:$PATH type -P azbridge) ||
  fail "the bridge image has no azbridge in /usr/share/azbridge, in /app or on PATH" "check the image"
# azbridge ends when its own host name does not resolve.
read -r host </proc/sys/kernel/hostname
timeout 5 getent hosts "$host" >/dev/null 2>&1 || printf '127.0.0.1 %s\n' "$host" 2>/dev/null >>/etc/hosts ||
  printf 'bridge: the host name %s does not resolve and /etc/hosts cannot be written; azbridge may end\n' "$host" >&2

tell claim "starting $id"
put_keys
"$azbridge" -f "$profile" &
azbridge_pid=$!

while :; do
  ((tick % beat)) || put "$run/bridge" "$id $tick" ||
    fail "cannot write $run/bridge: $error" "check the volume at $run and the user of the bridge image"
  ((++tick))
  [[ -e $run/exit-code ]] && finish 0 "dbt has ended"
  if ((stopping)); then # dbt gets the same signal when the group stops: it has the tunnel for its whole grace
    ((stopping++ <= grace)) || { grace=$second && finish 143 "stopped by SIGTERM while dbt was not done"; }
  fi
  if ! kill -0 "$azbridge_pid" 2>/dev/null; then
    wait "$azbridge_pid"
    code=$?
    azbridge_pid=''
    fail "azbridge ended by itself with exit code $code while it was needed" "see its lines above in this log"
  fi

  line "/proc/$azbridge_pid/stat"
  if [[ $REPLY == *') T '* ]]; then ((++halted)); else halted=0; fi
  ((halted < patience)) || fail "azbridge stands still, stopped by a signal" "see who may run commands in the container"
  told

  line "$run/dbt"
  if [[ -n $REPLY && $REPLY != "$heartbeat" ]]; then heartbeat=$REPLY idle=0; else ((++idle)); fi
  if [[ -z $heartbeat ]]; then
    ((idle < partner)) ||
      fail "the dbt container did not start within $PARTNER_TIMEOUT_SECONDS s" "check its image, its pull and its log"
  elif ((idle >= patience)); then
    finish 0 "the dbt container stopped without a word (no heartbeat for $HEARTBEAT_TIMEOUT_SECONDS s)"
  fi
  nonce=${heartbeat%% *}

  if ! ((listening)); then
    if all_listen; then listening=1; elif ((tick > startup)); then
      fail "azbridge does not listen on $deaf after $STARTUP_TIMEOUT_SECONDS s" "see its lines above in this log"
    fi
  fi
  if ((listening)) && [[ -z $aside_pid && -n $nonce && $mine != "ready $nonce" ]]; then tell put "ready $nonce"; fi
  sleep "$POLL_INTERVAL_SECONDS"
done
