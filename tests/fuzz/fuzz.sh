#!/bin/sh
# fuzz.sh BUILD SECONDS: each target of a build that was made for libFuzzer, so many seconds, one beside
# another on each processor. What was tried lies in BUILD/corpus and is gone on with; what was found,
# in BUILD/found. 1 if anything was.
set -eu
build=$1 seconds=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build/found"

# A finding ends its target, so that none passes beside one.
export UBSAN_OPTIONS="halt_on_error=1:abort_on_error=1:print_stacktrace=1"
export here build seconds
ls "$here/corpus" | xargs -P "$(nproc)" -I NAME sh -c '
    mkdir -p "$build/corpus/NAME"
    if "$build/tests/fuzz/fuzz-NAME" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
        -print_final_stats=1 -artifact_prefix="$build/found/NAME-" \
        "$build/corpus/NAME" "$here/corpus/NAME" >"$build/NAME.log" 2>&1
    then
        echo "fuzz NAME: $(sed -n "s/^stat::number_of_executed_units: *//p" "$build/NAME.log") runs, nothing found"
    else
        tail -n 30 "$build/NAME.log"
        echo "fuzz NAME: found something: $build/found, $build/NAME.log"
        exit 1
    fi'
