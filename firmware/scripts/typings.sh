#!/bin/sh
# Install the type stubs of requirements/typings.txt into build/typings.
set -eu
exec 1>&2

cd "$(dirname "$0")/../.."
echo "setup: type stubs into build/typings"
rm -rf build/typings
.venv/bin/pip install -qq --disable-pip-version-check --target build/typings \
    -r requirements/typings.txt
touch build/typings/.ready
