# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What this machine can reach, which a firewall decides.

# shellcheck disable=SC2016 # the inner shell expands them
reaches() { timeout "$reach_seconds" bash -c ': </dev/tcp/"$1"/"$2"' reach "$1" "$2" 2>/dev/null; }
answers() { # <host in Azure>: through the proxy, where there is one
  if behind_proxy; then
    curl --silent --output /dev/null --max-time "$reach_seconds" "https://$1/"
  else
    reaches "$1" 443
  fi
}
warn_of_reach() {
  local name host target
  local -A seen=()
  unreached=0
  for name in "${hubs[@]}"; do
    for host in "${relay[$name]}" "${vault[$name]}.vault.azure.net"; do
      [[ $host == "$none".* ]] || answers "$host" || unreachable "$host:443" "see egress.md"
    done
  done
  for name in "${listeners[@]}"; do
    target=${target_of[$name]}
    [[ -z ${seen[$target]:-} ]] || continue
    seen[$target]=1
    reaches "${target%:*}" "${target##*:}" || unreachable "$target" "the forward ${forward_of[$name]} ends there"
  done
}
unreachable() {
  unreached=1
  warn "$1 cannot be reached from here" "$2"
}
check_reach() {
  warn_of_reach
  ((unreached == 0)) || fail "not everything can be reached" "see the lines above"
  say "everything can be reached"
}
