#!/bin/bash
# Looks once at every listener of this machine; azbridge-watchdog.timer runs it every 30 seconds. What it judges by stands in
# judge.sh. Quiet while install.sh runs, and where half a package was left. What it does it says in its journal:
#
#   journalctl --unit azbridge-watchdog.service
set -euo pipefail

readonly profiles=/etc/azbridge/listener unit=azbridge-listener kept=/run/azbridge-watchdog
readonly turn=/run/azbridge-install/turn half_package=/var/lib/azbridge-listener/pending/package
# shellcheck source=lib/site/scripts/watch/judge.sh
source "${BASH_SOURCE[0]%/*}/judge.sh"

# The port that stands for the Relay's where a proxy is between.
proxy_port=''
if [[ -r /etc/azbridge/proxy.env ]]; then
  read -r proxy </etc/azbridge/proxy.env
  proxy_port=${proxy##*:}
fi
readonly proxy_port

invocation='' cursor='' # of the journal, up to which it was read

recall() { # <listener>
  local was=()
  [[ ! -r $kept/$1 ]] || mapfile -t was <"$kept/$1"
  invocation=${was[0]:-} cursor=${was[1]:-} word=${was[2]:-} port=${was[3]:-443}
  since=${was[4]:-0} said=${was[5]:-0} retransmitting=${was[6]:-0} not_before=${was[7]:-0} pause=${was[8]:-$first_pause}
}
remember() { # <listener>
  local all=("$invocation" "$cursor" "$word" "$port" "$since" "$said" "$retransmitting" "$not_before" "$pause")
  printf '%s\n' "${all[@]}" >"$kept/.$1"
  mv -f "$kept/.$1" "$kept/$1"
}
listen() { # reads what azbridge has said since the last look
  local line new=() this="_SYSTEMD_INVOCATION_ID=$invocation"
  [[ -z $cursor ]] || new=("--after-cursor=$cursor")
  while IFS= read -r line; do
    if [[ $line == "-- cursor: "* ]]; then cursor=${line#-- cursor: }; else hear "$line" "${line%%.*}"; fi
  done < <(journalctl --quiet --no-pager --output=short-unix --show-cursor "${new[@]}" "$this" | grep -E "$words|^-- cursor: ")
}
look() { # <listener>
  local service=$unit@$1.service name value active='' current='' process=0
  while IFS='=' read -r name value; do
    case $name in
      ActiveState) active=$value ;;
      InvocationID) current=$value ;;
      MainPID) process=$value ;;
    esac
  done < <(systemctl show --property=ActiveState,InvocationID,MainPID "$service")
  [[ $active == active && -n $current ]] || return 0 # systemd starts what has ended
  recall "$1"
  if [[ $invocation != "$current" ]]; then
    begin
    invocation=$current cursor=''
  fi
  listen
  judge "$(date +%s)" "$process"
  remember "$1" # before it is started anew, lest a cut makes it forget the pause
  [[ -z $verdict ]] || printf '<4>watchdog: %s: %s\n' "$1" "$reason"
  [[ $verdict != restart ]] || systemctl --no-block restart "$service"
}

exec {lock}>>"$turn"
flock --nonblock "$lock" || exit 0
[[ ! -e $half_package ]] || exit 0
for profile in "$profiles"/*/profile.yml; do
  name=${profile%/profile.yml}
  [[ ! -e $profile ]] || look "${name##*/}"
done
