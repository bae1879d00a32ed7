#!/bin/sh
# Run a script of the workshop: with the project's own Python once there is one, else with any that Nonet can be
# built on. Debian and Ubuntu get one installed; elsewhere this says what to do.
#   sh tools/python.sh SCRIPT [ARGUMENT…]
set -u
cd "$(dirname "$0")/.." || exit 1

fits() { command -v "$1" >/dev/null 2>&1 &&
    "$1" -I -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; }

find_python() {
    for python in .venv/bin/python python3 python3.13 python3.12 python3.11 python3.14; do
        if fits "$python"; then return 0; fi
    done
    return 1
}

install_python() { # Ubuntu 22.04 and Debian 11 call a newer one by its version
    command -v apt-get >/dev/null 2>&1 || return 1
    root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || return 1
        root=sudo
    fi
    echo "No Python from 3.11 to 3.14 is here. Installing one: $root apt-get install python3 python3-venv" >&2
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get update -qq >&2
    for name in python3 python3.13 python3.12 python3.11; do
        if $root apt-get install -y -qq --no-install-recommends "$name" "$name-venv" >&2 && find_python; then
            return 0
        fi
    done
    return 1
}

if ! find_python && ! install_python; then
    echo "Nonet needs Python 3.11, 3.12, 3.13 or 3.14, and none was found." >&2
    echo "Debian, Ubuntu (as root): apt-get install python3 python3-venv   Fedora: dnf install python3.13" >&2
    echo "Arch: pacman -S python   macOS: brew install python@3.13" >&2
    exit 1
fi
exec "$python" -I "$@"
