# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What must be there before anything changes; every program that is missing is named at once.

problems=()

require() {
  local each
  for each in "$@"; do command -v "$each" >/dev/null || problems+=("$each"); done
}
preconditions() {
  local advice=''
  [[ $mode == fetch || $mode == check ]] || ((dry_run)) || (($(id -u) == 0)) ||
    fail "this needs root" "run it with sudo, or with --dry-run to see what it would do"
  case $mode in
    install | prepare) require systemctl useradd sha256sum getent install timeout flock ;;
    rotate | uninstall) require systemctl getent flock ;;
    check) require timeout ;;
  esac
  case $mode in
    install | check) ! behind_proxy || require curl ;;
  esac
  case $mode in
    install | rotate | fetch)
      if by_key; then
        require az
        command -v az >/dev/null || advice=' (az is the Azure CLI: install-az.sh, or Microsoft'"'"'s instructions)'
      fi
      ;;
  esac
  if [[ $mode == install || $mode == prepare ]]; then package_is_installed || require_package; fi
  ((${#problems[@]} == 0)) || fail "missing: ${problems[*]}$advice" "install what is missing and run this again"
}
require_installed() {
  [[ -e $units/$unit@.service ]] || fail "no listener is installed here" "run this without --rotate first"
  ! pending package || fail "$cut_package" "run this without --rotate, with --package and --sha256"
}
