# Shared by bring and em: where things are kept, how to speak, which Emscripten to use.

lectern_cache="${LECTERN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lectern}"
lectern_source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# A folder is complete when it carries its name; raise the number when its contents change.
lectern_root="$lectern_cache/debian13-1"
lectern_third_party="$lectern_cache/third-party-2"

oldest_emcc=3.1.60

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# The version of the emcc on PATH, when it is recent enough.
suitable_emcc() {
  local version
  [ -z "${LECTERN_PRIVATE_EMSCRIPTEN:-}" ] && command -v emcc >/dev/null 2>&1 || return 1
  version=$(emcc --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
  [ -n "$version" ] && printf '%s\n%s\n' "$oldest_emcc" "$version" | sort -VC && printf '%s\n' "$version"
}
