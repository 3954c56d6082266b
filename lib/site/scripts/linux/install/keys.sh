# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# Keys: fetched, checked and put into the profiles, in memory, before anything on the machine changes.

declare -A text=() # finished profiles, by listener

obtain_keys() {
  ((dry_run)) || fetch_keys
}
sign_in() {
  local where=()
  if [[ $login == session ]]; then
    az account show --output none --only-show-errors 2>/dev/null ||
      fail "nobody is signed in to az as $(id -un)" "sign in ('sudo az login --use-device-code' with sudo), or give --login"
    return
  fi
  mkdir -m 700 "$work/session" # the session ends with this script
  export AZURE_CONFIG_DIR=$work/session
  [[ -n $tenant ]] || tenant=${tenant_of[${hubs[0]}]}
  [[ $tenant == "$none" ]] || where=(--tenant "$tenant")
  case $login in
    device) az login --use-device-code --allow-no-subscriptions "${where[@]}" --output none ;;
    identity) az login --identity --allow-no-subscriptions ${client_id:+--client-id "$client_id"} --output none ;;
    certificate)
      ((${#where[@]} > 0)) || misused "the plan names no tenant: give --tenant"
      [[ -r $certificate ]] || fail "the certificate $certificate cannot be read" "check the path"
      az login --service-principal --username "$client_id" --certificate "$certificate" --allow-no-subscriptions "${where[@]}" --output none
      ;;
  esac || fail "az cannot sign in ($login)" "see the lines above"
}
fetch_keys() {
  local name secret value hub
  ! by_key || sign_in
  for name in "${listeners[@]}"; do
    secret=${secret_of[$name]} hub=${hub_of[$name]}
    value=''
    [[ $secret == "$none" ]] || value=$(az keyvault secret show --vault-name "${vault[$hub]}" --name "$secret" --query value --output tsv --only-show-errors) ||
      fail "the secret $secret of the vault ${vault[$hub]} cannot be read" \
        "see the line above: the hub must be deployed, its vault must admit this network and whoever signed in must be an operator of this site"
    [[ $secret == "$none" ]] || check_key "$value" "$hub" "${forward_of[$name]}" "$secret"
    fill_profile "$name" "$value"
  done
}
fill_profile() { # <listener> <its key>: names that the plan has checked, and a key that has just been
  local profile target=${target_of[$1]}
  profile=$(<"$here/listener.json")
  profile=${profile//'"<port>"'/"${target##*:}"}
  profile=${profile//"<host>"/"${target%:*}"}
  profile=${profile//"<relay>"/"${relay[${hub_of[$1]}]}"}
  profile=${profile//"<forward>"/"${forward_of[$1]}"}
  text[$1]=${profile//"<key>"/"$2"}
}
check_key() { # a wrong key would fail later, and silently; it is not shown
  local what="the secret $4 of the vault ${vault[$2]}"
  local advice="deploy the hub again, which writes it; put nothing else there"
  [[ $1 =~ ^[A-Za-z0-9+/=\;:._-]+$ && $1 =~ \;SharedAccessKeyName[=] && $1 =~ \;SharedAccessKey[=] ]] ||
    fail "$what is no connection string" "$advice"
  [[ ";$1;" == *";Endpoint=sb://${relay[$2]}/;"* ]] || fail "$what is not for the Relay ${relay[$2]}" "$advice"
  [[ ";$1;" == *";EntityPath=$3;"* ]] || fail "$what is not for the hybrid connection $3" "$advice"
  [[ $1 != *RootManageSharedAccessKey* ]] || fail "$what is the root key of the namespace" "$advice"
}
