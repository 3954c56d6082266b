#!/bin/bash
# Makes this machine an azbridge listener of its site: one service for each hub and forward.
#
#   sudo ./install.sh --package azbridge.deb --sha256 <its SHA-256>    installs, or mends what differs
#   sudo ./install.sh --rotate                                         fetches the keys again and restarts
#   ./install.sh --help                                                everything else
#
# A second run changes nothing where nothing differs, and finishes what a run that was cut off has left: a mark in
# /var/lib/azbridge-listener/pending stands before the first change that something else has to follow (a restart, systemd
# reading its units), and goes when that has followed.
# Keys go from Key Vault, through this process, into /etc/azbridge/listener/<hub>.<forward>/profile.yml (0600): never onto
# a screen, into a log, an argument list or any other file. The file `site` beside it names the site whose kit it came
# from: a newer kit of that site, which no longer has the forward, removes it, and no other does.
# site.tsv, hubs.tsv, forwards.tsv, package.tsv and listener.json beside this script say what is to be installed; nothing in
# them is secret. What is done stands in main, below; how, in the files of install/.
# shellcheck disable=SC2034,SC2154 # what one part sets, another reads
{ set +x; } 2>/dev/null # a trace would show the keys
set -euo pipefail

readonly usage=64 unavailable=69 none=-
readonly program=/usr/share/azbridge/azbridge user=azbridge
readonly settings=/etc/azbridge profiles=/etc/azbridge/listener units=/etc/systemd/system unit=azbridge-listener
readonly watchdog=azbridge-watchdog library=/usr/local/lib/azbridge-listener
readonly state=/var/lib/azbridge-listener
readonly settle_seconds=${SETTLE_SECONDS:-5} reach_seconds=${REACH_SECONDS:-5}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

for part in words arguments plan turn preconditions files proxy package keys machine listeners removal reach; do
  # shellcheck source=/dev/null # each is checked by itself
  source "$here/install/$part.sh" || {
    printf 'install: %s is missing; copy the whole folder of the kit\n' "$here/install/$part.sh" >&2
    exit "$unavailable"
  }
done

main() {
  arguments "$@"
  read_plan
  read_proxy "$proxy" "$(kept_proxy)"
  preconditions
  take_turn
  case $mode in
    check) check_reach && return ;;
    fetch) fetch_only ;;
    uninstall)
      refuse_other_sites "$profiles"
      sweep "$profiles"
      uninstall
      ;;
    rotate)
      refuse_other_sites "$profiles"
      require_installed
      obtain_keys
      sweep "$profiles"
      promise_restarts "${listeners[@]}"
      write_proxy_of_all
      write_profiles
      run_services
      ;;
    install | prepare)
      refuse_other_sites "$profiles"
      obtain_package
      [[ $mode == prepare ]] || obtain_keys
      sweep "$profiles"
      install_package
      make_user
      resolve_own_name
      install_units
      write_proxy_of_all
      if [[ $mode == install ]]; then
        remove_former
        write_profiles
        run_services
        run_watchdog
        ((dry_run)) || warn_of_reach
      fi
      ;;
  esac
  ((changes > 0)) || say "nothing to change"
}
main "$@"
