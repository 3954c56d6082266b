# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What the kit says: hubs, and a listener for each of their forwards, called <hub>.<forward>.

site='' hubs=() listeners=() former=()
declare -A access=() vault=() relay=() tenant_of=() # by hub
declare -A hub_of=() forward_of=() secret_of=() target_of=() # by listener
planned=()                                          # every listener of the kit, also where --only leaves it alone

read_plan() {
  local file name access_of vault_of relay_of tenant_in known all=()
  for file in site.tsv hubs.tsv forwards.tsv listener.json "$unit@.service" confine.conf \
    "$watchdog.service" "$watchdog.timer" watchdog.sh judge.sh; do
    [[ -r $here/$file ]] || fail "$here/$file is missing" "copy the whole folder of the kit"
  done
  read -r site <"$here/site.tsv"
  while IFS=$'\t' read -r name access_of vault_of relay_of tenant_in; do
    all+=("$name")
    access[$name]=$access_of vault[$name]=$vault_of relay[$name]=$relay_of tenant_of[$name]=$tenant_in
  done <"$here/hubs.tsv"
  hubs=("${only[@]}")
  ((${#only[@]} > 0)) || hubs=("${all[@]}")
  known=" ${all[*]} "
  for name in "${hubs[@]}"; do [[ $known == *" $name "* ]] || misused "no hub $name at this site, but ${all[*]}"; done
  read_forwards
  if [[ -z $package && -r $here/package.tsv ]]; then
    IFS=$'\t' read -r package sha256 _ <"$here/package.tsv"
  fi
  [[ -z $sha256 || $sha256 =~ ^[0-9a-f]{64}$ ]] || misused "a SHA-256 is 64 hexadecimal digits, not ${#sha256} characters"
}
read_forwards() {
  local hub forward secret host port listener wanted=" ${hubs[*]} "
  while IFS=$'\t' read -r hub forward secret host port; do
    listener=$hub.$forward
    planned+=("$listener")
    [[ $wanted == *" $hub "* ]] || continue
    listeners+=("$listener")
    hub_of[$listener]=$hub forward_of[$listener]=$forward secret_of[$listener]=$secret target_of[$listener]=$host:$port
  done <"$here/forwards.tsv"
}

by_key() { # whether one of the hubs needs keys
  local name
  for name in "${hubs[@]}"; do [[ ${access[$name]} != key ]] || return 0; done
  return 1
}

of_site() { # <folder> <listener>: the site whose kit brought the profile there, if any did
  [[ ! -r $1/$2/site ]] || printf '%s' "$(<"$1/$2/site")"
}
refuse_other_sites() { # <folder>: sites of one legal entity have their hubs in common, but not their forwards
  local name other
  for name in "${listeners[@]}"; do
    other=$(of_site "$1" "$name")
    [[ -z $other || $other == "$site" ]] ||
      fail "$1/$name is of the site $other, not of $site" \
        "take another machine or folder, or remove that one first, with the kit of $other"
  done
}
find_former() { # <folder>: listeners that an earlier kit of this site brought there, and this kit no longer has
  local mark name known=" ${planned[*]} "
  former=()
  ((${#only[@]} == 0)) || return 0
  for mark in "$1"/*/site; do
    name=${mark%/site}
    name=${name##*/}
    [[ $known == *" $name "* || $(of_site "$1" "$name") != "$site" ]] || former+=("$name")
  done
}
