# shellcheck shell=sh disable=SC2030,SC2031,SC2086,SC2154
# ./dev test [--coverage] [PATTERN]: the tests, under the address and undefined-behaviour
# sanitizers; and the same sources through clang, whose warnings are errors too.

# A finding ends the program that has it, so that no test passes beside one.
sanitizer_environment()
{
    export ASAN_OPTIONS="detect_leaks=1:abort_on_error=1:halt_on_error=1"
    export UBSAN_OPTIONS="halt_on_error=1:abort_on_error=1:print_stacktrace=1"
    export LSAN_OPTIONS="suppressions=$top/tests/rig/leaks.supp:print_suppressions=0"
}

# list_tests DIR SUITE_OPTION PATTERN: the names in which PATTERN, a regular expression, is found.
list_tests()
{
    meson test -C "$1" --no-rebuild --list $2 2>/dev/null | sed -n 's|^.* / ||p' | grep -e "$3" || :
}

# run_tests DIR SUITE_OPTION PATTERN: leaves the log that the tally reads. A failure is counted
# there, so meson's own exit code says nothing new. MESON_TESTTHREADS: how many run at a time.
run_tests()
{
    tests=$(list_tests "$@")
    [ -n "$tests" ] || return 0
    meson test -C "$1" --no-rebuild --print-errorlogs $2 $tests </dev/null || :
}

# Little optimized, and with line numbers alone to find a fault by: compiling costs more than running.
# Many of these tests wait for a deadline or another program, so twice as many run at a time as there
# are processors.
run_sanitized()
{
    configure build/test -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 \
        -Ddebug=false -Dc_args=-g1
    compile build/test
    (sanitizer_environment && export MESON_TESTTHREADS=$(($(nproc) * 2)) &&
        run_tests build/test "--no-suite plain" "$1")
}

# What a sanitizer would distort (memory, time, files written) is in the suite "plain". A pattern that names none of
# it asks for no second build either. These, too, wait now and then; what counts milliseconds runs alone.
run_plain()
{
    configure_clang
    [ "$1" = . ] || [ -n "$(list_tests build/clang "--suite plain" "$1")" ] || return 0
    compile build/clang
    (export MESON_TESTTHREADS=$(($(nproc) + 1)) && run_tests build/clang "--suite plain" "$1")
}

# Counted atomically, since threads run the same lines. What "plain" measures, this would distort too.
run_covered()
{
    configure build/coverage -Dbuildtype=debug -Db_coverage=true -Dc_args=-fprofile-update=atomic
    compile build/coverage
    find build/coverage -name '*.gcda' -delete
    run_tests build/coverage "--no-suite plain" "$1"
    gcovr --root . --filter src/ --gcov-ignore-parse-errors --json-summary build/coverage/coverage.json build/coverage \
        >build/coverage/gcovr.log 2>&1 || fail "gcovr failed: build/coverage/gcovr.log"
}

verb_test()
{
    coverage=false
    if [ "${1:-}" = --coverage ]; then
        coverage=true
        shift
    fi
    require_packages $test_packages $bench_packages
    temporary_files
    pattern=${1:-.}
    status=0
    rm -f build/*/meson-logs/testlog.json # a former run's are not to be counted
    if $coverage; then
        run_covered "$pattern"
        /usr/bin/python3 "$verbs/coverage.py" build/coverage/coverage.json || status=1
        set -- build/coverage
    else
        run_sanitized "$pattern"
        run_plain "$pattern"
        set -- build/test build/clang
    fi
    /usr/bin/python3 "$verbs/tally.py" "$@" || status=1
    return $status
}
