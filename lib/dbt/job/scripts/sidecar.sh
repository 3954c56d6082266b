#!/bin/sh
# Runs a further container's own command, given as arguments, from when the bridge is ready until dbt has ended.
# It reads /aci/run alone: the semaphore's volume may be a share that hangs.
set -u
stopping=
trap 'stopping=1' TERM INT # before anything else: to a process 1 without a handler a signal is lost
# shellcheck source=/dev/null
. /aci/sidecar/settings.sh

pid=
deadline= # of a stop: dbt gets the same signal, and has what runs here for its whole grace
heartbeat=
still=0 # seconds for which dbt's heartbeat has not moved
longest=$((${POLL_INTERVAL_SECONDS%%.*} + 1)) # that one look adds at most: a container that was paused is no reason to end

line() { # first line of a file, empty when there is none
  REPLY=
  { read -r REPLY <"$1"; } 2>/dev/null
}

now() { # seconds since the machine started
  read -r REPLY _ </proc/uptime
  REPLY=${REPLY%%.*}
}

pause() { sleep "$POLL_INTERVAL_SECONDS" 2>/dev/null || sleep 1; } # not every sleep knows fractions

over() { # dbt has ended, or its heartbeat stands still
  [ -e /aci/run/exit-code ] && return 0
  now
  step=$((REPLY - last))
  last=$REPLY
  if [ "$step" -gt "$longest" ]; then step=$longest; fi
  still=$((still + step))
  line /aci/run/dbt
  if [ -n "$REPLY" ] && [ "$REPLY" != "$heartbeat" ]; then
    heartbeat=$REPLY
    still=0
    limit=${HEARTBEAT_TIMEOUT_SECONDS%%.*}
  fi
  [ "$still" -gt "$limit" ]
}

ready() {
  line /aci/run/bridge.ready
  [ -n "$heartbeat" ] && [ "$REPLY" = "ready ${heartbeat%% *}" ]
}

stopped() { # whether dbt has had its grace since this container was told to end
  [ -n "$stopping" ] || return 1
  now
  [ -n "$deadline" ] || deadline=$((REPLY + ${TERMINATION_GRACE_SECONDS%%.*} + 1))
  [ "$REPLY" -ge "$deadline" ]
}

now
last=$REPLY
limit=${PARTNER_TIMEOUT_SECONDS%%.*}
until ready; do
  if [ -n "$stopping" ]; then reason="this container was stopped"; elif over; then reason="the run ended"; else reason=; fi
  if [ -n "$reason" ]; then
    echo "sidecar: $reason before the bridge was ready; nothing was started"
    exit 0
  fi
  pause
done

"$@" &
pid=$!
while kill -0 "$pid" 2>/dev/null; do
  if stopped || over; then
    echo "sidecar: the run is over; ending the command"
    kill -TERM "$pid" 2>/dev/null
    now
    if [ -n "$deadline" ]; then
      deadline=$((deadline + 1)) # SIGKILL to all of the container follows
    else
      deadline=$((REPLY + ${TERMINATION_GRACE_SECONDS%%.*} + 1))
    fi
    while kill -0 "$pid" 2>/dev/null; do
      now
      if [ "$REPLY" -ge "$deadline" ]; then kill -KILL "$pid" 2>/dev/null; fi
      pause
    done
    exit 0
  fi
  pause
done
wait "$pid"
code=$?
echo "sidecar: the command ended by itself with exit code $code" >&2
exit "$code"
