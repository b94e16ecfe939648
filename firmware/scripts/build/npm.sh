#!/bin/sh
# Install the npm packages of a list into a folder: npm.sh FOLDER LIST
set -eu
exec 1>&2

echo "setup: npm packages into $1"
mkdir -p "$1"
# shellcheck disable=SC2046
npm install --silent --no-fund --no-audit --no-save --prefix "$1" $(cat "$2")
touch "$1/.ready"
