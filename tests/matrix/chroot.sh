# Sourced by members behind common.sh: other Debians, in folders.

needs_chroot() {
    [ "$(id -u)" = 0 ] || skipped "only root may change into another root"
    needs debootstrap unshare chroot
    unshare --mount --pid --fork true 2>/dev/null || skipped "namespaces are not allowed here"
}

# inside ROOT [NAME=VALUE...] COMMAND...: there, with mounts and processes that go with it. The root is a mount, too, so
# that namespaces can be made in there; and the shell is the first process: it reaps what others leave.
inside() {
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child bash -c 'root=$1 && shift
        mount --bind "$root" "$root" && mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
            mount --rbind /sys "$root/sys" && mount -t tmpfs tmpfs "$root/dev/shm" && mount -t tmpfs tmpfs "$root/tmp" &&
            { chroot "$root" /usr/bin/env -i \
                HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
                DEBIAN_FRONTEND=noninteractive "$@" <&0 & wait $!; }' inside "$@"
}
# in_source ROOT [NAME=VALUE...] COMMAND...: in the copy of the checkout there, so that mpirun runs.
in_source() {
    local system=$1
    shift
    # shellcheck disable=SC2016
    inside "$system" bash -euc 'cd /source && . scripts/mpi-environment && exec env "$@"' in_source "$@"
}

# reaches_out ROOT: the network's names and the mirror's proxy are this machine's.
reaches_out() {
    local file
    for file in /etc/resolv.conf /etc/hosts; do cp -L "$file" "$1/etc/"; done
    cp /etc/apt/apt.conf.d/*proxy* "$1/etc/apt/apt.conf.d/" 2>/dev/null || true
}
# fresh RELEASE ROOT: a Debian as debootstrap leaves it, anew; what was fetched is kept for all members.
fresh() {
    local release=$1 system=$2 kept=$here/../$1.tar mirror
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m 1 '/debian/*$') || true
    if [ ! -e "$kept" ]; then
        rm -rf "$here/$release"
        debootstrap --variant=minbase "$release" "$here/$release" "${mirror:-http://deb.debian.org/debian}"
        tar -C "$here/$release" -cf "$here/$release.part" .
        mv "$here/$release.part" "$kept"
        rm -rf "$here/$release"
    fi
    rm -rf "$system"
    mkdir -p "$system"
    tar -C "$system" -xf "$kept"
    reaches_out "$system"
}
# kept_system RELEASE ROOT: fresh where there is none yet; it keeps what it was given.
kept_system() {
    if [ ! -e "$2/installed" ]; then
        fresh "$1" "$2"
        touch "$2/installed"
    fi
    reaches_out "$2"
}
