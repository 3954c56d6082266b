# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What is said, and what is done only when it is said.

changes=0

say() { printf 'install: %s\n' "$1"; }
warn() { printf 'install: warning: %s; %s\n' "$1" "$2" >&2; }
fail() { # <what is wrong> <what to do>
  printf 'install: %s; %s\n' "$1" "$2" >&2
  exit "$unavailable"
}
misused() {
  printf 'install: %s; see %s --help\n' "$1" "$0" >&2
  exit "$usage"
}
act() { # <what> <command …>: does it and says so, or only says so
  changes=$((changes + 1))
  if ((dry_run)); then
    say "would $1"
  else
    say "$1"
    "${@:2}"
  fi
}
