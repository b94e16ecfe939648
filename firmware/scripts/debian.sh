#!/bin/sh
# Have the Debian packages of some purposes installed: debian.sh PURPOSE…  (requirements/debian.txt)
#
# As root through apt; otherwise one line says what to install.
set -eu
exec 1>&2

list=$(dirname "$0")/../../requirements/debian.txt
missing=
for purpose; do
    while read -r group command packages; do
        [ "$group" = "$purpose" ] || continue
        case $command in
        -) # A library: only dpkg knows.
            command -v dpkg-query >/dev/null || continue
            # shellcheck disable=SC2086
            dpkg-query -W $packages >/dev/null 2>&1 && continue
            ;;
        *:*) "${command%%:*}" -c "import ${command#*:}" 2>/dev/null && continue ;;
        *) command -v "$command" >/dev/null 2>&1 && continue ;;
        esac
        missing="$missing $packages"
    done <"$list"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing$missing"
    apt-get -q update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
else
    echo "setup: please install these packages (Debian names):$missing"
    exit 1
fi
