#!/bin/sh
# Install the type stubs of requirements/typings.txt into build/typings.
set -eu
exec 1>&2

cd "$(dirname "$0")/../../.."
echo "setup: type stubs into build/typings"
install() {
    .venv/bin/pip install -qq --disable-pip-version-check --no-deps --target "$@"
}
rm -rf build/typings
install build/typings $(grep -E '^micropython-(stdlib|unix)-' requirements/typings.txt)
for stubs in $(grep -vE '^(#|micropython-(stdlib|unix)-)' requirements/typings.txt); do
    port=${stubs#micropython-}
    install "build/typings/ports/${port%%-*}" "$stubs"
done
touch build/typings/.ready
