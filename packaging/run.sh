#!/usr/bin/env bash
# packaging/run.sh [photo...]   installs what is missing, builds, and starts Pawtrait with the photos
# packaging/run.sh --build      stops after building
# Without a display the photos are cut headless into ./pawtrait-out and the report is printed.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
bin=$top/build/release/bin

# What was built, as one line: a second start with the same sources goes straight to the program.
sources() {
    (cd "$top" && find CMakeLists.txt CMakePresets.json app core ui resources models packaging -type f -printf '%p %s %T@\n' | sort | sha256sum)
}
built=$top/build/release/built-from
if [ ! -f "$built" ] || [ "$(cat "$built")" != "$(sources)" ]; then
    bash "$top/packaging/setup.sh"
    mkdir -p "$top/build/release"
    log=$top/build/release/configure.log
    (cd "$top" && cmake --preset release -DPAWTRAIT_LIBTORCH="$(bash packaging/libtorch.sh --path)") >"$log" 2>&1 ||
        { cat "$log" >&2; exit 1; }
    (cd "$top" && cmake --build --preset release --target pawtrait pawtrait-cli)
    sources >"$built"
fi
if [ "${1:-}" = --build ]; then
    echo "Built: $bin/pawtrait and $bin/pawtrait-cli"
    exit 0
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/pawtrait" "$@"
fi
if [ $# = 0 ]; then
    echo "There is no display. Give photos to cut them here: packaging/run.sh photo.jpg" >&2
    exit 2
fi
echo "No display: cutting headless into $PWD/pawtrait-out"
exec "$bin/pawtrait-cli" cut "$@" --out "$PWD/pawtrait-out"
