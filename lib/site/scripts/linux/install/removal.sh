# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What goes, in an order in which the next run finds what was not reached.

remove_profile() { # <folder> <listener>: with the keys in it; the mark last
  [[ ! -e $1/$2/profile.yml ]] || act "remove $1/$2/profile.yml" rm -f "$1/$2/profile.yml"
  [[ ! -d $1/$2 ]] || act "remove $1/$2" rm -rf "$1/$2"
}
remove_listener() { # <listener>
  local service=$unit@$1.service
  if systemctl is-enabled --quiet "$service" 2>/dev/null || systemctl is-active --quiet "$service" 2>/dev/null; then
    act "stop and disable $service" systemctl disable --now --quiet "$service"
  fi
  remove_profile "$profiles" "$1"
  settle "restart.$1"
}
remove_former() {
  local name
  find_former "$profiles"
  for name in "${former[@]}"; do
    say "$name is no listener of the site $site any more"
    remove_listener "$name"
  done
}

uninstall() {
  local name
  remove_former
  for name in "${listeners[@]}"; do remove_listener "$name"; done
  if [[ -z $(compgen -G "$profiles/*/profile.yml" || true) && -e $units/$unit@.service ]]; then
    promise units
    if [[ -e $units/$watchdog.timer ]]; then
      act "stop and disable $watchdog.timer" systemctl disable --now --quiet "$watchdog.timer"
    fi
    [[ ! -e $settings/$proxy_file ]] || act "remove $settings/$proxy_file" rm -f "$settings/$proxy_file"
    act "remove the units $unit@.service and $watchdog" remove_units
  fi
  read_units
  say "the package and the user $user stay; the keys are still valid: whoever copied them can listen until the hub's rules get new ones"
}
remove_units() { # the unit itself last: by it the next run knows that there is something left
  rm -rf "$units/$unit@.service.d" "$units/azbridge.service.d" "$library" /run/azbridge-watchdog
  rm -f "$units/$watchdog.timer" "$units/$watchdog.service" "$pending/watchdog"
  rm -f "$units/$unit@.service"
}
