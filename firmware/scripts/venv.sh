#!/bin/sh
# Make .venv with the packages of requirements/python.txt.
set -eu
exec 1>&2

cd "$(dirname "$0")/../.."
echo "setup: Python packages into .venv"
[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install -qq --disable-pip-version-check -r requirements/python.txt
touch .venv/.ready
