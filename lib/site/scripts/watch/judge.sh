# shellcheck shell=bash disable=SC2034 # taken by watchdog.sh on Linux machines and by entry.sh in containers
# Judges one listener by azbridge's last word since its process was started, and by its connections to the Relay:
#
# - Connecting for more than ten minutes: a complaint, once an hour. azbridge tries again by itself, for ever, and no
#   restart mends a key or an outage.
# - Offline: the Relay said 404, and azbridge has given up for good while its process lives on. It is started anew.
# - online, but for 90 seconds every connection to the Relay has been sending the same again and again: a firewall or NAT
#   has forgotten them, which azbridge finds out after 16 minutes. It is started anew. (Where connections of clients stand
#   idle this is seen within five minutes; where a target is dialled on the Relay's port, not while such a connection stands.)
#
# To be started anew twice within the pause is refused; the pause doubles, up to an hour, and is forgotten after an hour online.

readonly patience=600 reminder=3600 first_pause=60 longest_pause=3600 deaf=90
readonly words='RemoteForwardBridge(Online|Connecting|Offline)'
readonly look_at="look at its key (install.sh --rotate), this machine's clock, the way out (install.sh --check, egress.md) and \
the state of Azure"

word='' since=0 said=0 retransmitting=0 port=443 # of this process of azbridge
pause=$first_pause not_before=0                  # of all of them
verdict='' reason=''

begin() { # a process of azbridge that has not said a word yet
  word='' since=0 said=0 retransmitting=0 port=443 verdict='' reason=''
}

hear() { # <a line of azbridge> <when it was said>
  [[ $1 =~ $words,.*\ hybridConnectionUri\ =\ [a-z]+://[^/:]*(:([0-9]+))? ]] || return 0
  port=${BASH_REMATCH[3]:-443}
  [[ $word == "${BASH_REMATCH[1]}" ]] || word=${BASH_REMATCH[1]} since=$2 said=0 retransmitting=0
}

judge() { # <now> <process ID of azbridge>: sets verdict to complain, restart or nothing, and reason
  verdict='' reason=''
  case $word in
    Connecting)
      (($1 - since > patience && $1 - said >= reminder)) || return 0
      said=$1 verdict=complain reason="it has been connecting for $((($1 - since) / 60)) minutes; azbridge goes on trying, and no restart mends that: $look_at"
      ;;
    Offline) start_anew "$1" "the Relay knows no such hybrid connection, and azbridge has given up" ;;
    Online)
      (($1 - since < longest_pause)) || pause=$first_pause
      if ! all_retransmit "$2"; then
        retransmitting=0
      elif ((retransmitting == 0)); then
        retransmitting=$1
      elif (($1 - retransmitting >= deaf)); then
        start_anew "$1" "the way to the Relay has been forgotten by a firewall or NAT, and azbridge does not know"
      fi
      ;;
  esac
}
start_anew() { # <now> <why>
  (($1 >= not_before)) || return 0
  verdict=restart reason="$2; starting it anew"
  not_before=$(($1 + pause))
  pause=$((pause * 2 < longest_pause ? pause * 2 : longest_pause))
}

all_retransmit() { # <process ID>: whether it has connections to the Relay, and none of them gets an answer
  local sockets hexadecimal remote state retransmits inode found=1
  sockets=$(stat --format=%N "/proc/$1/fd/"* 2>/dev/null) || true # a file that is gone by now
  printf -v hexadecimal '%04X' "${proxy_port:-$port}"
  while read -r _ _ remote state _ _ retransmits _ _ inode _; do
    [[ $state == 01 && ${remote##*:} == "$hexadecimal" && $sockets == *"socket:[$inode]"* ]] || continue
    ((16#$retransmits > 0)) || return 1
    found=0
  done < <(cat "/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null)
  return "$found"
}
