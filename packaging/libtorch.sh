#!/usr/bin/env bash
# Fetches LibTorch 2.8 (the CPU part of the official wheel, about 115 MB of the 888 MB file) into the cache:
# ${XDG_CACHE_HOME:-~/.cache}/pawtrait/libtorch-2.8.0. Pinned, hash-checked; a broken download is resumed.
# PAWTRAIT_LIBTORCH=<folder> uses another LibTorch instead; --path prints the folder in use.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/wheels.sh"

if [ -n "${PAWTRAIT_LIBTORCH:-}" ]; then
    [ -f "$PAWTRAIT_LIBTORCH/lib/libtorch_cpu.so" ] ||
        { echo "PAWTRAIT_LIBTORCH=$PAWTRAIT_LIBTORCH holds no lib/libtorch_cpu.so" >&2; exit 1; }
    [ "${1:-}" != --path ] || echo "$PAWTRAIT_LIBTORCH"
    exit 0
fi
if [ "${1:-}" = --path ]; then
    echo "$LIBTORCH_ROOT/torch"
    exit 0
fi
[ ! -f "$LIBTORCH_ROOT/complete" ] || exit 0

for wheel in "$TORCH_WHEEL" "$CUPTI_WHEEL" "$CUDART_WHEEL"; do
    fetch_wheel "$wheel"
done

echo "Unpacking LibTorch"
staging=$LIBTORCH_ROOT.part
rm -rf "$staging"
mkdir -p "$staging"
unzip -q "$(wheel_file "$TORCH_WHEEL")" 'torch/include/*' torch/lib/libc10.so \
    torch/lib/libtorch_cpu.so 'torch/lib/libgomp*' 'torch-*/METADATA' 'torch-*/licenses/*' -d "$staging"
unzip -q "$(wheel_file "$CUPTI_WHEEL")" 'nvidia/cuda_cupti/lib/*' -d "$staging"
unzip -q "$(wheel_file "$CUDART_WHEEL")" 'nvidia/cuda_runtime/lib/*' -d "$staging"
touch "$staging/complete"
rm -rf "$LIBTORCH_ROOT"
mv "$staging" "$LIBTORCH_ROOT"
