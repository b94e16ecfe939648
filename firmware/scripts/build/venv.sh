#!/bin/sh
# Install the Python packages of a list into .venv, then copy it: venv.sh LIST COPY
set -eu
exec 1>&2

cd "$(dirname "$0")/../../.."
echo "setup: Python packages of $1 into .venv"
[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install -qq --disable-pip-version-check -r "$1"
cp "$1" "$2"
