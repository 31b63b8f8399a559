# Shared by the scripts: where things are kept, how to speak, how to install and build, which Emscripten to use.

lectern_cache="${LECTERN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lectern}"
lectern_source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# A folder is complete when it carries its name; raise the number when its contents change.
lectern_root="$lectern_cache/debian13-1"
lectern_third_party="$lectern_cache/third-party-2"
lectern_qr_code="$lectern_cache/qr-code-1"

oldest_emcc=3.1.60

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# Runs a build with its output in a file, and says every 20 seconds how far it is: "building web: 120 of 310".
#   with_progress NAME LOG COMMAND…
with_progress() {
  local name=$1 log=$2 watcher status=0
  shift 2
  : >"$log"
  tell_progress "$name" "$log" $$ &
  watcher=$!
  NINJA_STATUS='[%f/%t] ' "$@" >"$log" 2>&1 || status=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  return "$status"
}

# Ends with the script whose process is given, also when that is interrupted.
tell_progress() {
  local name=$1 log=$2 script=$3 second count
  for ((second = 1; ; second += 1)); do
    sleep 1
    kill -0 "$script" 2>/dev/null || return 0
    [ $((second % 20)) = 0 ] || continue
    count=$(grep -aoE '^\[[0-9]+/[0-9]+\]' "$log" | tail -n 1 | tr -d '[]') || true
    [ -z "$count" ] || say "building $name: ${count%/*} of ${count#*/}"
  done
}

# What a failed build said, without its successes.
show_failure() { { grep -av '^\[[0-9/]*\] \(Building\|Linking\)' "$1" || true; } | head -n 60 >&2; }

# Runs apt-get. While another program holds apt's lock, as on a machine that has just started, says so and waits.
patient_apt() {
  local log waited holder told='' most=${LECTERN_APT_WAIT_S:-1800}
  log=$(mktemp)
  for ((waited = 0; ; waited += 5)); do
    if LC_ALL=C apt-get "$@" 2>&1 | tee "$log"; then rm "$log"; return 0; fi
    if ! grep -q 'Could not get lock' "$log" || [ "$waited" -ge "$most" ]; then rm "$log"; return 1; fi
    holder=$(sed -nE 's/.*held by process ([0-9]+ \([^)]*\)).*/: process \1/p' "$log" | head -n 1)
    [ -n "$told" ] || say "another program is using apt$holder. Waiting until it has finished"
    told=yes
    sleep 5
  done
}

install_packages() {
  patient_apt update -q && DEBIAN_FRONTEND=noninteractive patient_apt install -qy --no-install-recommends "$@"
}

# The version of the emcc on PATH, when it is recent enough.
suitable_emcc() {
  local version
  [ -z "${LECTERN_PRIVATE_EMSCRIPTEN:-}" ] && command -v emcc >/dev/null 2>&1 || return 1
  version=$(emcc --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
  [ -n "$version" ] && printf '%s\n%s\n' "$oldest_emcc" "$version" | sort -VC && printf '%s\n' "$version"
}
