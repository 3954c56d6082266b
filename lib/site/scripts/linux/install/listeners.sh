# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# Profiles, and the services that run by them.

on_machine=() # every site's listeners: package, units and proxy are theirs too
find_on_machine() {
  local profile name
  on_machine=()
  for profile in "$profiles"/*/profile.yml; do
    name=${profile%/profile.yml}
    [[ ! -e $profile ]] || on_machine+=("${name##*/}")
  done
}
promise_restarts_of_all() {
  find_on_machine
  promise_restarts "${on_machine[@]}"
}

kept_proxy() { # where an earlier run has kept the proxy
  if [[ $mode == fetch ]]; then printf '%s' "$fetch_directory/${listeners[0]}/$proxy_file"; else printf '%s' "$settings/$proxy_file"; fi
}
write_proxy_of_all() {
  find_on_machine
  write_proxy "$settings" "${on_machine[@]}"
}

write_profile() { # <folder> <listener> <owner of the profile> <owner of the mark>: the mark first, so that no profile is without
  local file=$1/$2/profile.yml mark=$1/$2/site
  ! differs "$mark" 644 "$4" "$site" || act "write $mark" write_file "$mark" 644 "$4" "$site"
  if ((dry_run)); then
    [[ -r $file ]] || act "write $file with keys from ${vault[${hub_of[$2]}]}" :
  elif differs "$file" 600 "$3" "${text[$2]}"; then
    [[ $1 != "$profiles" ]] || promise_restarts "$2"
    act "write $file" write_file "$file" 600 "$3" "${text[$2]}"
  fi
}
write_file() {
  folder "${1%/*}"
  keep "$@"
}
write_profiles() {
  local name
  for name in "${listeners[@]}"; do write_profile "$profiles" "$name" "$user" root; done
}

run_services() {
  local name service started=() down=()
  for name in "${listeners[@]}"; do
    service=$unit@$name.service
    systemctl is-enabled --quiet "$service" 2>/dev/null || act "enable $service" systemctl enable --quiet "$service"
    if pending "restart.$name"; then
      act "restart $service" systemctl restart "$service"
      started+=("$name")
    elif ! systemctl is-active --quiet "$service"; then
      act "start $service" systemctl start "$service"
      started+=("$name")
    fi
  done
  restart_others
  ((${#started[@]} > 0 && !dry_run)) || return 0
  sleep "$settle_seconds" # azbridge ends within seconds when it cannot listen
  for name in "${started[@]}"; do
    if systemctl is-active --quiet "$unit@$name.service"; then settle "restart.$name"; else down+=("$name"); fi
  done
  ((${#down[@]} == 0)) || fail "no listener stays up for ${down[*]}" "see: journalctl --unit $unit@${down[0]}.service"
}
restart_others() { # listeners of other hubs and sites, where a package or units were replaced that they run by
  local mark name own=" ${listeners[*]} "
  for mark in "$pending"/restart.*; do
    name=${mark##*/restart.}
    [[ -e $mark && $own != *" $name "* ]] || continue
    if [[ -e $profiles/$name/profile.yml ]]; then
      act "restart $unit@$name.service, which runs by what was replaced" systemctl restart "$unit@$name.service"
    fi
    settle "restart.$name"
  done
}

fetch_only() {
  local name owner
  owner=$(id -un)
  refuse_other_sites "$fetch_directory"
  obtain_keys
  ((dry_run)) || [[ -d $fetch_directory ]] || (umask 077 && mkdir -p "$fetch_directory")
  sweep "$fetch_directory"
  find_former "$fetch_directory"
  for name in "${former[@]}"; do remove_profile "$fetch_directory" "$name"; done
  for name in "${listeners[@]}"; do
    write_profile "$fetch_directory" "$name" "$owner" "$owner"
    write_proxy "$fetch_directory/$name"
  done
}
