#!/data/data/com.termux/files/usr/bin/bash
# Makes this phone a sender of Postrider. In Termux:
#   curl -fsSL https://sms.example.com/agent-app/install.sh | bash -s -- CODE
# CODE is an enrolment code, or what its QR code says. Run it again to update the program; then no code is needed.
set -euo pipefail

# The server that serves this file writes its own address here.
SERVED_FROM='@POSTRIDER_URL@'

main() {
  local code="${1:-}" url="${2:-}"
  local home="${POSTRIDER_AGENT_HOME:-$HOME/.postrider-agent}"
  [ -n "${PREFIX:-}" ] || stop_with 'Run this in Termux, on the phone.'
  url="$(address_of "$code" "$url")"

  need_packages
  install_program "$url" "$home"
  write_launcher "$home"
  write_boot_script
  if [ -n "$code" ]; then
    "$PREFIX/bin/postrider-agent" enrol "$code" --url "$url" </dev/null
  elif [ ! -f "$home/agent.json" ]; then
    stop_with 'Give the enrolment code: ... | bash -s -- CODE'
  fi
  ask_for_permissions
  # At the first time there is nothing to stop.
  "$PREFIX/bin/postrider-agent" stop </dev/null | sed '/^It does not run/d'
  "$PREFIX/bin/postrider-agent" start
  echo 'Done. `postrider-agent status` says how the phone is.'
}

stop_with() {
  echo "$1" >&2
  exit 1
}

# The second argument, the address in a QR code, or the server of this file.
address_of() {
  case "$1" in postrider:enrol\?*)
    node_less_decode "$(printf '%s' "${1#*\?}" | tr '&' '\n' | sed -n 's/^url=//p')"
    return
    ;;
  esac
  if [ -n "$2" ]; then
    echo "${2%/}"
  elif [ "${SERVED_FROM#@}" = "$SERVED_FROM" ]; then
    echo "${SERVED_FROM%/}"
  else
    stop_with 'Give the address of Postrider: ... | bash -s -- CODE https://sms.example.com'
  fi
}

node_less_decode() {
  printf '%b\n' "${1//%/\\x}"
}

need_packages() {
  if ! command -v termux-sms-send >/dev/null || ! has_sqlite; then
    echo 'Installing Node and the commands of Termux:API ...'
    pkg install -y nodejs termux-api </dev/null
  fi
  has_sqlite || stop_with 'This Node has no SQLite. Install Node 22.13 or later: pkg upgrade nodejs'
}

has_sqlite() {
  node -e "require('node:sqlite')" >/dev/null 2>&1
}

install_program() {
  mkdir -p "$2"
  chmod 700 "$2"
  curl -fsSL "$1/agent-app/postrider-agent.mjs" -o "$2/next-postrider-agent.mjs" </dev/null
  node "$2/next-postrider-agent.mjs" version >/dev/null </dev/null || stop_with 'The program that was downloaded does not run.'
  mv "$2/next-postrider-agent.mjs" "$2/postrider-agent.mjs"
}

write_launcher() {
  cat >"$PREFIX/bin/postrider-agent" <<LAUNCHER
#!$PREFIX/bin/bash
# Written by the installer of Postrider.
home="\${POSTRIDER_AGENT_HOME:-$1}"
agent() {
  node --disable-warning=ExperimentalWarning "\$home/postrider-agent.mjs" "\$@"
}
# Texts received carry the time of the phone's zone.
export TZ="\${TZ:-\$(getprop persist.sys.timezone 2>/dev/null)}"

keep_running() {
  # The terminal may be closed.
  trap '' HUP
  [ "\$(wc -c <"\$home/log" 2>/dev/null || echo 0)" -lt 1000000 ] || mv "\$home/log" "\$home/log.1"
  while [ ! -e "\$home/stop" ]; do
    agent run >>"\$home/log" 2>&1
    # 0: it was stopped. 1: a person must do something, which the log says.
    case \$? in 0 | 1) break ;; esac
    sleep 5
  done
}
is_kept() {
  local loop
  loop="\$(cat "\$home/loop" 2>/dev/null)" && [ -r "/proc/\$loop/cmdline" ] &&
    tr '\\0' ' ' <"/proc/\$loop/cmdline" | grep -q 'postrider-agent start'
}

case "\${1:-}" in
start)
  if is_kept; then
    echo 'It runs.'
    exit 0
  fi
  rm -f "\$home/stop"
  termux-wake-lock || true
  keep_running </dev/null >/dev/null 2>&1 &
  echo "\$!" >"\$home/loop"
  echo "Started. Its log is \$home/log."
  ;;
stop)
  touch "\$home/stop"
  agent stop
  # It may have been about to start.
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    is_kept || exit 0
    sleep 1
    agent stop >/dev/null
  done
  ;;
*) agent "\$@" ;;
esac
LAUNCHER
  chmod 755 "$PREFIX/bin/postrider-agent"
}

write_boot_script() {
  mkdir -p "$HOME/.termux/boot"
  printf '#!%s/bin/sh\nexec postrider-agent start\n' "$PREFIX" >"$HOME/.termux/boot/postrider-agent"
  chmod 755 "$HOME/.termux/boot/postrider-agent"
}

# Android asks when a command needs something for the first time.
ask_for_permissions() {
  echo 'Allow Termux:API what Android asks now: phone and SMS.'
  timeout 15 termux-telephony-deviceinfo >/dev/null </dev/null ||
    echo 'Termux:API does not answer: install its app from where Termux came from, and open it once.'
  timeout 15 termux-sms-list -l 1 >/dev/null </dev/null || true
}

main "$@"
