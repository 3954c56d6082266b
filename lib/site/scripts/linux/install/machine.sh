# shellcheck shell=bash disable=SC2034,SC2154 # part of install.sh: what one part sets, another reads
# What a machine needs before a listener can run: a user, a name that resolves, units.

make_user() {
  if ! getent passwd "$user" >/dev/null; then
    act "make the user $user" \
      useradd --system --user-group --no-create-home --home-dir /var/lib/azbridge --shell /usr/sbin/nologin "$user"
  fi
  if ! by_key && getent group himds >/dev/null && [[ " $(id -nG "$user" 2>/dev/null) " != *" himds "* ]]; then
    act "let $user ask Azure Arc for this machine's identity" usermod --append --groups himds "$user"
  fi
}

resolve_own_name() { # azbridge ends when its own host name does not resolve
  local own
  read -r own </proc/sys/kernel/hostname
  getent hosts "$own" >/dev/null || act "give the host name $own an address in /etc/hosts" name_host "$own"
}
name_host() { printf '127.0.1.1 %s\n' "$1" >>/etc/hosts; }

install_units() {
  local file target
  local confine=$units/$unit@.service.d/10-confine.conf
  for target in "$units/$unit@.service" "$confine" "$units/azbridge.service.d/10-confine.conf"; do
    file=$here/confine.conf
    [[ $target != *@.service ]] || file=$here/$unit@.service
    if differs "$target" 644 root "$(<"$file")"; then
      promise units
      promise_restarts_of_all
      act "write $target" write_unit "$file" "$target"
    fi
  done
  install_watchdog
  read_units
  # The package's own unit has no configuration of ours: it would run, as root, what its sample says.
  if systemctl is-enabled --quiet azbridge.service 2>/dev/null || systemctl is-active --quiet azbridge.service 2>/dev/null; then
    act "turn the package's own unit azbridge.service off" systemctl disable --now azbridge.service
  fi
}
install_watchdog() {
  local target
  for target in "$library/judge.sh" "$library/watchdog.sh" "$units/$watchdog.service" "$units/$watchdog.timer"; do
    if differs "$target" 644 root "$(<"$here/${target##*/}")"; then
      [[ $target == "$library"/* ]] || promise units
      promise watchdog
      act "write $target" write_unit "$here/${target##*/}" "$target"
    fi
  done
}
run_watchdog() { # last of all: what it judges runs by now
  local timer=$watchdog.timer
  systemctl is-enabled --quiet "$timer" 2>/dev/null || act "enable $timer" systemctl enable --quiet "$timer"
  if pending watchdog || ! systemctl is-active --quiet "$timer"; then
    act "start $timer" systemctl restart "$timer"
    settle watchdog
  fi
}
write_unit() {
  folder "${2%/*}"
  keep "$2" 644 root "$(<"$1")"
}
read_units() {
  pending units || return 0
  act "let systemd read its units again" systemctl daemon-reload
  settle units
}
