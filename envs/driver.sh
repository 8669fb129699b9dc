# Sourced by the flake's shell `cuda`: adds the libraries of the host's NVIDIA driver to LD_LIBRARY_PATH.
#
# They have to be the host's own, for its kernel module works with no others. Nothing else of the host may come with
# them, for its C library is not the shell's: hence a folder of links to them alone.

# CUDA 12, which requirements/cuda.txt has, works with every driver from this on.
wikimill_oldest=525

wikimill_libcuda=
for wikimill_folder in /run/opengl-driver/lib /usr/lib/wsl/lib; do # NixOS; Windows' Linux
  [ -e "$wikimill_folder/libcuda.so.1" ] && wikimill_libcuda=$wikimill_folder/libcuda.so.1 && break
done
if [ -z "$wikimill_libcuda" ]; then # other distributions, by their own list of libraries
  wikimill_libcuda=$(PATH=/usr/sbin:/sbin:/usr/bin ldconfig -p 2>/dev/null |
    sed -n "/64/s|^.*libcuda\.so\.1 .*=> ||p" | head -n 1)
fi

if [ -z "$wikimill_libcuda" ]; then
  echo "wikimill: there is no NVIDIA driver on this machine (no libcuda.so.1): computing on the CPU." >&2
else
  wikimill_version=$(sed -n 's/^NVRM.* \([0-9][0-9]*\)\.[0-9.]* .*$/\1/p' /proc/driver/nvidia/version 2>/dev/null)
  if [ "${wikimill_version:-$wikimill_oldest}" -lt "$wikimill_oldest" ]; then
    echo "wikimill: the NVIDIA driver is version $wikimill_version; CUDA 12 needs $wikimill_oldest: renew the driver." >&2
  fi
  wikimill_links=$PWD/.venv-cuda/driver
  rm -rf "$wikimill_links"
  mkdir -p "$wikimill_links"
  for wikimill_library in "${wikimill_libcuda%/*}"/libcuda.so* "${wikimill_libcuda%/*}"/libnvidia-*.so*; do
    [ -e "$wikimill_library" ] && ln -sf "$wikimill_library" "$wikimill_links/"
  done
  export LD_LIBRARY_PATH="$wikimill_links${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
unset wikimill_oldest wikimill_libcuda wikimill_folder wikimill_version wikimill_links wikimill_library
