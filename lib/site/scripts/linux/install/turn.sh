# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# One run at a time, and a folder in memory for what lives only as long as a run: a session, a package.

readonly wait_seconds=600 # another run, its package manager included
work='' swept=1

take_turn() {
  if (($(id -u) == 0)) && [[ $mode != check ]] && ! ((dry_run)); then
    work=/run/azbridge-install
    [[ -d $work ]] || mkdir -m 700 "$work"
    exec {turn}>"$work/turn" # also held by what this run has started: the next one waits for an orphan
    flock --timeout "$wait_seconds" "$turn" ||
      fail "another run of this script has not ended in $wait_seconds s" "see what it does: fuser --verbose $work/turn"
    tidy # after one that was killed
  else
    work=$(mktemp -d) swept=0
  fi
  trap tidy EXIT
}
tidy() {
  rm -rf "$work/session" "$work/package"
  ((swept)) || rm -rf "$work"
}
