# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh and of install-az.sh: what one part sets, another reads
# The HTTP proxy by which this machine reaches Azure, where it has to. Its URL may hold a password: that is read from a file,
# kept in one that root alone may read, and given to az, curl and azbridge in their environment, never in an argument list.

readonly proxy_file=proxy.env
# A machine's identity is asked for there (Azure; Azure Arc), which no proxy knows.
readonly without_proxy=169.254.169.254,localhost,127.0.0.1
readonly proxy_form='^http://([^]@/:[:space:]"'"'"'\\#$]+:[^]@/:[:space:]"'"'"'\\#$]+@)?[A-Za-z0-9.-]+:[0-9]+/?$'
proxy_text='' # of proxy.env: what systemd and entry.sh give to azbridge

read_proxy() { # <what --proxy says: a file, a URL, none or nothing> <where an earlier run has kept it>
  local url=$1 name value
  case $1 in
    '')
      [[ ! -e $2 || -r $2 ]] || fail "$2 cannot be read" "run this with sudo"
      [[ ! -e $2 ]] || proxy_text=$(<"$2")
      ;;
    none) ;;
    *)
      if [[ $1 == *://*@* ]]; then misused "--proxy with a user and a password is a file that holds the URL: everybody sees arguments"; fi
      if [[ $1 != *://* ]]; then
        [[ -r $1 ]] || fail "the file $1 with the proxy's URL cannot be read" "check the path"
        url=''
        read -r url <"$1" || true
      fi
      [[ $url =~ $proxy_form ]] || # it is not shown
        fail "the proxy is not of the form http://[<user>:<password>@]<host>:<port>" "write other characters than letters and digits of user and password as %XX"
      proxy_text="HTTPS_PROXY=${url%/}"$'\n'"NO_PROXY=$without_proxy"
      ;;
  esac
  while IFS='=' read -r name value; do [[ -z $name ]] || export "$name=$value"; done <<<"$proxy_text"
}
behind_proxy() { [[ -n $proxy_text ]]; }

write_proxy() { # <folder> <listener …>: whose environment it is; without a proxy the file goes
  local file=$1/$proxy_file
  if ! behind_proxy; then
    [[ -e $file ]] || return 0
    promise_restarts "${@:2}"
    act "remove $file" rm -f "$file"
  elif differs "$file" 600 "$(id -un)" "$proxy_text"; then
    promise_restarts "${@:2}"
    act "write $file" write_file "$file" 600 "$(id -un)" "$proxy_text"
  fi
}
