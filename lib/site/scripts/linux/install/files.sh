# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# Files that are replaced in one step, and marks of what has to follow.

readonly pending=$state/pending
declare -A promised=() # what a dry run would mark

differs() { # <file> <mode> <owner> <text>
  [[ ! -r $1 || $(stat --format '%a %U' "$1") != "$2 $3" || $(<"$1") != "$4" ]]
}
keep() { # <file> <mode> <owner> <text>: never readable by others in between
  (
    umask "$((777 - $2))"
    rm -f "$1.new"
    printf '%s\n' "$4" >"$1.new"
    [[ $3 != "$user" ]] || chown "$3" "$1.new" # else it is whose this run is
    mv -f "$1.new" "$1"
  )
}
folder() { # <folder>: readable by everybody, as its files are not
  [[ -d $1 ]] || (umask 022 && mkdir -p "$1")
}
sweep() { # <folder>: what a run that was cut off within keep has left there; it may be a key
  local left
  for left in "$1"/*/*.new "$state"/*.new "$settings"/*.new "$library"/*.new "$units/$unit"*.new "$units/$watchdog"*.new; do
    [[ ! -e $left ]] || act "remove $left, which a run that was cut off has left" rm -f "$left"
  done
}

promise() { # <what>: before the first change that it has to follow
  promised[$1]=1
  ((dry_run)) || [[ -e $pending/$1 ]] || { folder "$pending" && : >"$pending/$1"; }
}
pending() { # <what>
  [[ -n ${promised[$1]:-} || -e $pending/$1 ]]
}
settle() { # <what>: it has followed
  unset "promised[$1]"
  ((dry_run)) || rm -f "$pending/$1"
}
promise_restarts() { # <listener …>
  local name
  for name in "$@"; do promise "restart.$name"; done
}
