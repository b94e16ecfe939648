#!/bin/sh
# Check style with ruff and types with pyright: device code against MicroPython's stubs, host code
# against CPython's.
set -eu

cd "$(dirname "$0")/../.."
.venv/bin/ruff check .
for project in typings/device.json typings/host.json; do
    build/pyright/node_modules/.bin/pyright --warnings -p "$project"
done
