#!/bin/sh
# Have the Debian packages of some purposes installed: debian.sh PURPOSE…  (requirements/debian.txt)
#
# As root through apt, looking again afterwards; otherwise one line says what to install.
set -eu
exec 1>&2

list=$(dirname "$0")/../../../requirements/debian.txt

# Is the package installed? dpkg knows many that are not.
installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Is what the probe $1 of the package $2 looks for there?
present() {
    case $1 in
    -)
        command -v dpkg-query >/dev/null || return 0
        installed "$2"
        ;;
    *=*)
        file=$("${1%%=*}" -print-file-name="${1#*=}" 2>/dev/null) && [ -f "$file" ]
        ;;
    *:*) "${1%%:*}" -c "import ${1#*:}" 2>/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# Of A|B the first that this release has.
choose() {
    first=${1%%|*}
    if [ "$first" = "$1" ] || ! command -v apt-cache >/dev/null ||
        apt-cache show "$first" >/dev/null 2>&1; then
        echo "$first"
    else
        choose "${1#*|}"
    fi
}

# Print the packages of the purposes that are missing, each once.
missing() {
    for purpose; do
        while read -r group probe packages; do
            if [ "$group" = "$purpose" ] && ! present "$probe" "$packages"; then
                for package in $packages; do choose "$package"; done
            fi
        done <"$list"
    done | awk '!seen[$0]++ {printf " %s", $0}'
}

found=$(missing "$@")
[ -n "$found" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup: please install these packages (Debian names):$found"
    exit 1
fi
apt-get -q update
found=$(missing "$@")
echo "setup: installing$found"
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $found
found=$(missing "$@")
[ -z "$found" ] || { echo "setup: apt has installed these, and they are still not found:$found"; exit 1; }
