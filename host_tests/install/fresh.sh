#!/bin/sh
# Run a command in a clone of the project on a minimal Debian: fresh.sh RELEASE COMMAND…
#
#   host_tests/install/fresh.sh trixie make demo
#   host_tests/install/fresh.sh bookworm 'make test && make lint'
#
# The machine is a folder made by debootstrap: base system, git, make and ca-certificates. How it
# reaches apt, pip and npm is this machine's configuration, copied; none is written here. The clone
# has what is committed. Everything is removed at the end; build/fresh/RELEASE.tar, the machine as
# it was before the clone, is kept for the next time (remove it to have a new one made).
set -eu

fail() {
    echo "fresh: $*" >&2
    exit 1
}

# What of this machine's environment says how to reach a registry.
REACH='^(([A-Za-z]+_)?(proxy|PROXY)|PIP_[A-Z_]+|(npm_config|NPM_CONFIG)_[A-Za-z_]+|NODE_EXTRA_CA_CERTS'
REACH="$REACH|[A-Z_]*(CA_BUNDLE|SSL_CERT|SSL_CAINFO)[A-Z_]*)="

# In the machine's own mount and process namespace, whose end undoes all of this: enter FOLDER COMMAND
enter() {
    machine=$1
    mount -t proc proc "$machine/proc"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$machine/dev/pts"
    ln -sf pts/ptmx "$machine/dev/ptmx"
    mount -t tmpfs shm "$machine/dev/shm"
    # Folders that stand for a registry.
    for folder in $(local_registries); do
        mkdir -p "$machine$folder"
        mount --bind "$folder" "$machine$folder"
        mount -o remount,ro,bind "$machine$folder"
    done
    env | grep -E "$REACH" >"$machine/root/.environment" || true
    set -- "$2"
    # shellcheck disable=SC2016
    exec chroot "$machine" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c '
            while IFS= read -r line; do export "$line"; done </root/.environment
            cd /root/mikey && exec /bin/sh -c "$0"' "$1"
}

# Where pip looks on this machine's disk, by its configuration.
local_registries() {
    { cat /etc/pip.conf /etc/xdg/pip/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf" \
        2>/dev/null; env | grep '^PIP_'; } | tr ' =' '\n\n' | sed -n 's|^\(file://\)\{0,1\}\(/.*\)|\2|p' |
        while read -r path; do
            [ ! -d "$path" ] || echo "${path%/simple}"
        done | sort -u
}

# Copy what there is of some files and folders of this machine to the same place there.
take_over() {
    for path; do
        [ -e "$path" ] || continue
        mkdir -p "$machine${path%/*}"
        cp -aLT "$path" "$machine$path" 2>/dev/null || cp -aT "$path" "$machine$path"
    done
}

configure() {
    take_over /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates
    chroot "$machine" update-ca-certificates >/dev/null 2>&1
    take_over /etc/ssl/certs/ca-certificates.crt /etc/pip.conf /etc/xdg/pip "$HOME/.config/pip" \
        "$HOME/.pip" "$HOME/.npmrc" /etc/npmrc /usr/etc/npmrc /usr/local/etc/npmrc
    # apt's files are those of this machine, with the name of the other release.
    rm -rf "$machine/etc/apt"
    take_over /etc/apt
    # shellcheck disable=SC1091
    own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ -n "$own" ] || fail "/etc/os-release does not name this machine's release"
    find "$machine/etc/apt/sources.list" "$machine/etc/apt/sources.list.d" -type f \
        -exec sed -i "s/\\b$own\\b/$release/g" {} + 2>/dev/null || true
}

make_base() {
    uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk '$2 !~ /security|updates|backports/ && /debian/ {print $1; exit}')
    [ -n "$uri" ] || fail "apt knows no Debian archive yet: run apt-get update"
    proxy=$(apt-config shell proxy Acquire::http::Proxy)
    [ -z "$proxy" ] || { eval "$proxy"; export http_proxy="$proxy"; }
    echo "fresh: making $base" >&2
    debootstrap --variant=minbase --include=git,make,ca-certificates "$release" "$machine" "$uri" \
        >"$folder/$release.log" 2>&1 || fail "debootstrap failed: $folder/$release.log"
    rm -rf "$machine"/var/cache/apt/archives/*.deb "$machine"/var/lib/apt/lists/*_*
    tar -C "$machine" --one-file-system -cf "$base.new" .
    mv "$base.new" "$base"
}

if [ "${1:-}" = --enter ]; then
    enter "$2" "$3"
fi
[ $# -ge 2 ] || fail "usage: fresh.sh RELEASE COMMAND… (RELEASE: bookworm, trixie)"
release=$1
shift
case $release in
bookworm | trixie) ;;
*) fail "no release called $release; there are bookworm and trixie" ;;
esac
[ "$(id -u)" = 0 ] || fail "only root can make a machine with debootstrap"
for tool in debootstrap unshare chroot git; do
    command -v "$tool" >/dev/null || fail "install $tool first"
done
unshare --mount --pid --fork true 2>/dev/null || fail "this machine allows no namespaces (unshare)"

root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$root/build/fresh
base=$folder/$release.tar
mkdir -p "$folder"
machine=$(mktemp -d "$folder/$release.XXXXXX")
trap 'rm -rf --one-file-system "$machine"' EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$machine"
if [ -f "$base" ]; then
    tar -C "$machine" -xpf "$base"
else
    make_base
fi
configure
git clone -q --no-hardlinks "$root" "$machine/root/mikey"
echo "fresh: $release, $(git -C "$root" log -1 --format='%h %s')" >&2
# (Not exec: the trap has to run.)
unshare --mount --pid --fork --kill-child --propagation private "$0" --enter "$machine" "$*"
