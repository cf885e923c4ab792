#!/bin/sh
# Lints docs/api.yaml with the linter of this folder's lock file, installed into the build folder.
#   lint.sh SOURCE_ROOT BUILD_ROOT
set -eu
source=$1
here=$source/tests/interop/openapi
work=$2/npm/openapi
mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$work"
    npm --prefix "$work" ci --ignore-scripts --no-progress
    cp "$here/package-lock.json" "$work/installed.json"
fi
cd "$work"
REDOCLY_TELEMETRY=off ./node_modules/.bin/redocly lint "$source/docs/api.yaml" \
    --config "$here/redocly.yaml" --max-problems 20 >lint.log 2>&1 || { cat lint.log; exit 1; }
cat lint.log
! grep -q 'warning' lint.log
