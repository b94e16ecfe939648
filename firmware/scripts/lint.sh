#!/bin/sh
# Check style with ruff and types with pyright: device code against MicroPython's stubs, host code
# against CPython's.
set -eu

cd "$(dirname "$0")/../.."
.venv/bin/ruff check .
for project in device host; do
    build/pyright/node_modules/.bin/pyright -p "typings/$project.json"
done
