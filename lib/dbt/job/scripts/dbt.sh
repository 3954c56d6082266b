#!/bin/sh
# Starts run_dbt.py with the image's own Python. /bin/sh is all that is taken for granted here.
# What is missing is also recorded in /aci/run, so that the bridge need not wait for a dbt that never comes.
# The liveness probe runs `dbt.sh probe`: a process 1 that was stopped by a signal can end neither dbt nor itself.

if [ "${1:-}" = probe ]; then
  read -r state </proc/1/stat || exit 1
  case $state in *') T '*) exit 1 ;; esac
  exit 0
fi

# A process 1 is not ended by a signal that it has no handler for: a stop that came before Python runs would be lost.
# shellcheck disable=SC2317 # the traps call it
stopped() { # <signal> <exit code>
  printf 'run_dbt: stopped by %s before dbt was done\n' "$1" >&2
  [ -e /aci/run/exit-code ] || printf '%s\nstopped by %s before dbt was done\n' "$2" "$1" 2>/dev/null >/aci/run/exit-code
  exit "$2"
}
trap 'stopped SIGTERM 143' TERM
trap 'stopped SIGINT 130' INT

reason="the dbt image has neither python3 nor python on PATH; check that it is a dbt image, Python 3.9 or later"
for python in python3 python; do
  command -v "$python" >/dev/null 2>&1 || continue
  "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null
  code=$?
  if [ "$code" -eq 0 ]; then
    # -E -s: no PYTHON* variable or user site of the image changes how this script runs; dbt itself still sees them.
    exec "$python" -E -s -u -X utf8 /aci/dbt/run_dbt.py
  fi
  version=$("$python" --version 2>&1)
  case $version in
    'Python 2'* | 'Python 3.'[0-8] | 'Python 3.'[0-8][!0-9]*)
      reason="the dbt image has $version; Python 3.9 or later is needed as python3 or python"
      ;;
    *) reason="$python of the dbt image does not run, exit code $code; check the image, and the container's memory" ;;
  esac
done

printf 'run_dbt: %s\n' "$reason" >&2
printf '69\n%s\n' "$reason" 2>/dev/null >/aci/run/exit-code
exit 69
