#!/bin/sh
# Makes .venv with everything the program needs; with --tests also what the tests need, with
# --bench also the peers that the benchmarks measure against.
# Safe to run again: what stands is left alone.
set -eu
cd "$(dirname "$0")/.."

kind=runtime
[ "${1:-}" = "--tests" ] && kind=tests
[ "${1:-}" = "--bench" ] && kind=bench

say() { printf '%s\n' "$*" >&2; }

# Debian's packages, installed when we are root, named otherwise.
need_packages() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing system packages: $*"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
        return 0
    fi
    say "Missing system packages. Please install them and run again:"
    say "    sudo apt-get install $*"
    return 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || { need_packages python3 python3-venv && python=$(find_python); } || {
        say "No Python 3.11 or newer found. Set PYTHON=/path/to/python3.11 and run again."
        exit 1
    }
    say "Making .venv with $python"
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        need_packages python3-venv
        "$python" -m venv .venv
    fi
fi

lock=requirements/$kind.lock
stamp=.venv/installed-$kind
if ! cmp -s "$lock" "$stamp"; then
    say "Installing Python packages from $lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
        --no-build-isolation --editable .
    cp "$lock" "$stamp"
fi

has_chinese_font() {
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
        /System/Library/Fonts /Library/Fonts \
        \( -iname '*CJK*' -o -iname '*SourceHan*' -o -iname '*simsun*' -o -iname '*simfang*' \
        -o -iname '*wqy*' -o -iname '*PingFang*' -o -iname '*Songti*' \) 2>/dev/null | head -n 1)" ]
}

missing=""
has_chinese_font || missing="$missing fonts-noto-cjk"
if [ "$kind" = tests ]; then
    command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ] || missing="$missing chromium"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    # The browser driver's Node.js needs it; a minimal Debian lacks it.
    ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
fi
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # a list of words
    if ! need_packages $missing; then
        # Without a font only the printing of PDF fails, and says so itself.
        [ "$kind" = runtime ] || exit 1
    fi
fi
