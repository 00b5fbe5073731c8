#!/usr/bin/env bash
# Installs what is missing: Debian's packages (apt-packages.txt) and LibTorch (libtorch.sh). Quick when nothing is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

mapfile -t wanted < <(grep -v '^#' "$here/apt-packages.txt")
missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing ${#missing[@]} packages: ${missing[*]}"
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "Run this once as root: apt-get install ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq || { echo "apt-get update failed: is there a network?" >&2; exit 1; }
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        { echo "Some packages could not be installed: ${missing[*]}" >&2; exit 1; }
fi

bash "$here/libtorch.sh"
