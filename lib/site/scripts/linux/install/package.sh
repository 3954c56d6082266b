# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# azbridge's package: checked before anything changes, installed, and noted by its SHA-256.

readonly cut_package="an installation of azbridge was cut off here"
package_file='' # what was checked is what is installed, whoever may write to the original

package_is_installed() {
  [[ -x $program ]] && ! pending package || return 1
  [[ -n $package ]] || return 0
  [[ -r $state/package.sha256 && $(<"$state/package.sha256") == "$sha256" ]]
}
package_path() { # without the query of a URL, which may hold a signature
  if [[ $package == https://* ]]; then printf '%s' "${package%%\?*}"; else printf '%s' "$package"; fi
}
require_package() {
  if [[ -z $package ]]; then
    ! pending package || fail "$cut_package" "give --package and --sha256 again"
    fail "azbridge is not at $program and no package is given" "give --package and --sha256"
  fi
  case $package in
    http://*) fail "$(package_path) is not fetched without TLS" "give an https:// URL or a file" ;;
    https://*) require curl ;;
    *) [[ -r $package ]] || fail "the package $package cannot be read" "check the path" ;;
  esac
  case $(package_path) in
    *.deb) require dpkg ;;
    *.rpm) require rpm ;;
    *) fail "$(package_path) is neither .deb nor .rpm" "take one of these from azbridge's release" ;;
  esac
}

obtain_package() {
  local actual
  ! package_is_installed || return 0
  mkdir -p "$work/package"
  package_file=$(package_path)
  package_file=$work/package/${package_file##*/}
  if [[ $package == https://* ]]; then
    # By its input, since the process list is for everybody and a query may hold a signature.
    printf 'url = "%s"\n' "$package" |
      curl --fail --silent --show-error --location --proto '=https' --output "$package_file" --config - ||
      fail "$(package_path) cannot be fetched" "check the egress list of the kit, or give the package as a file"
  else
    cp -- "$package" "$package_file"
  fi
  actual=$(sha256sum <"$package_file")
  actual=${actual%% *}
  [[ $actual == "$sha256" ]] ||
    fail "the package has SHA-256 $actual, not $sha256" "do not install it: fetch it again, and ask where the difference comes from"
}
install_package() {
  ! package_is_installed || return 0
  promise package
  promise_restarts_of_all # they run it
  act "install the package $(package_path)" unpack
  settle package
}
patiently() { # <dpkg …>: unlike apt and rpm, dpkg does not wait for another package manager
  local said=$work/package/said waited=0 code=0
  while :; do
    code=0
    LC_ALL=C "$@" 2>"$said" || code=$?
    if ((code == 0 || waited >= wait_seconds)) || [[ $(<"$said") != *"lock"* ]]; then break; fi
    ((waited > 0)) || say "another package manager is at work; waiting for it"
    sleep 5
    waited=$((waited + 5))
  done
  printf '%s' "$(<"$said")" >&2
  return "$code"
}
unpack() {
  case $package_file in
    *.deb) patiently dpkg --install "$package_file" ;;
    *.rpm) rpm --upgrade --replacepkgs "$package_file" ;;
  esac || fail "the package cannot be installed" "see the lines above"
  [[ -x $program ]] || fail "the package has no $program" "give azbridge 0.16.1"
  keep "$state/package.sha256" 644 root "$sha256"
}
