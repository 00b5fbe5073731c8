#!/usr/bin/env bash
# Adds the GPU pack for NVIDIA cards: about 2.5 GB to download, once. The program finds it at its next start.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/wheels.sh"

[ -z "${PAWTRAIT_LIBTORCH:-}" ] || { echo "PAWTRAIT_LIBTORCH is set: that LibTorch brings its own CUDA or none." >&2; exit 1; }
command -v nvidia-smi >/dev/null || echo "Note: no NVIDIA driver is installed here (no nvidia-smi); Pawtrait will go on using the processor."
bash "$here/libtorch.sh"
[ ! -f "$LIBTORCH_ROOT/gpu-complete" ] || { echo "The GPU pack is there already."; exit 0; }
free_mb=$(df -Pm "$PAWTRAIT_CACHE" | awk 'NR == 2 { print $4 }')
[ "$free_mb" -ge 9000 ] || { echo "The GPU pack needs 9 GB in $PAWTRAIT_CACHE; $free_mb MB are free." >&2; exit 1; }

mapfile -t pack < <(grep -v '^#' "$here/gpu-wheels.txt")
for wheel in "$TORCH_WHEEL" "${pack[@]}"; do
    fetch_wheel "$wheel"
done
echo "Unpacking the GPU pack"
unzip -qo "$(wheel_file "$TORCH_WHEEL")" torch/lib/libtorch_cuda.so torch/lib/libc10_cuda.so \
    torch/lib/libtorch_cuda_linalg.so torch/lib/libcaffe2_nvrtc.so -d "$LIBTORCH_ROOT"
for wheel in "${pack[@]}"; do
    unzip -qo "$(wheel_file "$wheel")" 'nvidia/*/lib/*' -d "$LIBTORCH_ROOT"
done
touch "$LIBTORCH_ROOT/gpu-complete"
echo "The GPU pack is in place. Check with: build/release/bin/pawtrait-cli --version"
