# Read by demo.sh and test.sh, from the repository's folder.
#
#   prepare requirements.lock
#
# makes the virtual environment ($VENV, .venv by default), installs exactly what the
# lock file names, checked by hash, and leaves its interpreter in $PYTHON. It does
# nothing where that has been done for this content of the lock file; cut short, it
# starts over. PYTHON names the interpreter to begin with; otherwise one is looked for.

VENV=${VENV:-.venv}

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        # Started, not only looked up: a shim of pyenv may point at nothing.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
        then
            echo "$name"
            return
        fi
    done
    stop "Python 3.11 or newer is needed, and none was found." \
        "Debian, Ubuntu: sudo apt-get install python3 python3-venv" \
        "macOS: brew install python@3.13, or the installer from python.org" \
        "If it is somewhere else: PYTHON=/path/to/python3 $0"
}

make_venv() {
    base=$(find_python) || exit 1
    echo "Making $VENV with $("$base" --version) ..."
    "$base" -m venv --clear "$VENV" >/dev/null 2>&1 ||
        stop "$base could not make a virtual environment in $VENV." \
            "Debian, Ubuntu: sudo apt-get install python3-venv"
}

# The content of a lock file in one line.
digest() {
    echo "$1 $(cksum <"$1")"
}

prepare() {
    lock=$1
    marker=$VENV/installed
    if ! "$VENV/bin/python" -c '' 2>/dev/null; then
        rm -f "$marker"
    fi
    if ! grep -qxF "$(digest "$lock")" "$marker" 2>/dev/null; then
        rm -f "$marker"
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
        echo "Installing what $lock names; the first time this takes a minute ..."
        # What is never imported need not be compiled; unless importing may not.
        [ -n "${PYTHONDONTWRITEBYTECODE:-}" ] || later=--no-compile
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
            ${later:-} --no-deps --require-hashes -r "$lock" ||
            stop "The installation failed; starting again goes on from here."
        {
            digest requirements.lock
            # The list for tests holds all of the other.
            [ "$lock" = requirements.lock ] || digest "$lock"
        } >"$marker"
    fi
    PYTHON=$VENV/bin/python
}
