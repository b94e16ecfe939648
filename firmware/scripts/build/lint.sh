#!/bin/sh
# Check style with ruff and types with pyright: device code against MicroPython's stubs, host code
# against CPython's; and that assembly is made of C tokens, comments too, since some ports preprocess
# it with -Werror. All are run, whatever one of them finds.
set -u

cd "$(dirname "$0")/../../.." || exit
status=0
.venv/bin/ruff check . || status=1
for project in device host; do
    build/pyright/node_modules/.bin/pyright -p "typings/$project.json" || status=1
done
for file in $(find firmware boards -name '*.S'); do
    gcc -E -x c -Werror "$file" >/dev/null || status=1
done
exit $status
