# Sourced by members behind common.sh: other Debians, in folders.

needs_chroot() {
    [ "$(id -u)" = 0 ] || skipped "only root may change into another root"
    needs debootstrap unshare chroot
    unshare --mount --pid --fork true 2>/dev/null || skipped "namespaces are not allowed here"
}

# inside ROOT COMMAND...: there, with mounts and processes that go with it.
inside() {
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child bash -c 'root=$1 && shift
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
            mount -t tmpfs tmpfs "$root/dev/shm" && exec chroot "$root" /usr/bin/env -i HOME=/root \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
            DEBIAN_FRONTEND=noninteractive "$@"' inside "$@"
}

# fresh RELEASE ROOT: a Debian as debootstrap leaves it, anew; what was fetched is kept in $here.
fresh() {
    local release=$1 system=$2 kept=$here/$1.tar mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m 1 '/debian/*$') || true
    if [ ! -e "$kept" ]; then
        rm -rf "$here/$release"
        debootstrap --variant=minbase "$release" "$here/$release" "${mirror:-http://deb.debian.org/debian}"
        tar -C "$here/$release" -cf "$kept.part" .
        mv "$kept.part" "$kept"
        rm -rf "$here/$release"
    fi
    rm -rf "$system"
    mkdir -p "$system"
    tar -C "$system" -xf "$kept"
    for file in /etc/resolv.conf /etc/hosts; do cp -L "$file" "$system/etc/"; done
    cp /etc/apt/apt.conf.d/*proxy* "$system/etc/apt/apt.conf.d/" 2>/dev/null || true
}
