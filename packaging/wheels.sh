# Sourced: the pinned wheels and how one is fetched. A wheel is "name file sha256".
TORCH_WHEEL="torch torch-2.8.0-cp311-cp311-manylinux_2_28_x86_64.whl c12fa219f51a933d5f80eeb3a7a5d0cbe9168c0a14bbb4055f1979431660879b"
CUPTI_WHEEL="nvidia-cuda-cupti-cu12 nvidia_cuda_cupti_cu12-12.8.90-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182"
CUDART_WHEEL="nvidia-cuda-runtime-cu12 nvidia_cuda_runtime_cu12-12.8.90-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl adade8dcbd0edf427b7204d480d6066d33902cab2a4707dcfc48a2d0fd44ab90"

PAWTRAIT_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/pawtrait
LIBTORCH_ROOT=$PAWTRAIT_CACHE/libtorch-2.8.0
WHEEL_INDEX=${PIP_INDEX_URL:-https://pypi.org/simple}

# The machine's own libraries must not be replaced by what lies in LD_LIBRARY_PATH for something else.
unset LD_LIBRARY_PATH

wheel_file() {
    local name file sha
    read -r name file sha <<<"$1"
    echo "$PAWTRAIT_CACHE/wheels/$file"
}

matches() { [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

wheel_url() { # name file: the address that the package index gives for the file
    local page
    page=$(curl -fsSL --retry 3 --connect-timeout 15 "$WHEEL_INDEX/$1/") || {
        echo "Cannot reach $WHEEL_INDEX: LibTorch has to be downloaded once, so a network is needed now." >&2
        echo "Without one: copy ${PAWTRAIT_CACHE} from another machine, or set PAWTRAIT_LIBTORCH." >&2
        return 1
    }
    grep -o "href=\"[^\"#]*$2" <<<"$page" | head -n 1 | cut -c7-
}

fetch_wheel() {
    local name file sha target url attempt
    read -r name file sha <<<"$1"
    target=$PAWTRAIT_CACHE/wheels/$file
    if [ -f "$target" ] && matches "$target" "$sha"; then return 0; fi
    mkdir -p "$PAWTRAIT_CACHE/wheels"
    rm -f "$target"
    url=$(wheel_url "$name" "$file") || return 1
    [ -n "$url" ] || { echo "$WHEEL_INDEX has no $file" >&2; return 1; }
    case $url in http*) ;; *) url=$WHEEL_INDEX/$name/$url ;; esac
    echo "Downloading $file"
    for attempt in 1 2 3 4 5; do # each attempt goes on where the last one broke off
        if curl -fL --progress-bar --connect-timeout 15 --speed-limit 1000 --speed-time 60 -C - -o "$target.part" "$url"; then
            break
        fi
        [ "$attempt" != 5 ] || { echo "The download of $file broke off. Run this again: it goes on from there." >&2; return 1; }
        sleep 2
    done
    if ! matches "$target.part" "$sha"; then
        rm -f "$target.part"
        echo "$file does not have the expected SHA-256 and was thrown away. Nothing was installed." >&2
        return 1
    fi
    mv "$target.part" "$target"
}
