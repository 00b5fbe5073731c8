#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors, and runs all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bash packaging/setup.sh
cmake --preset dev -DPAWTRAIT_LIBTORCH="$(bash packaging/libtorch.sh --path)"
cmake --build --preset dev
ctest --preset dev
