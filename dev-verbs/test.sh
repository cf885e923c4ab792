# shellcheck shell=sh disable=SC2030,SC2031,SC2086,SC2154
# ./dev test [--sanitized | --coverage] [PATTERN]: the tests. What calls our code runs under the address and
# undefined-behaviour sanitizers (suites unit, store, http, interop, fuzz, data); what drives whole programs,
# through windows, command line and drivers (suite whole), as they are, and with --sanitized once more.

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
# Linked by lld, in half the time of ld; and with a static libubsan, as the search for leaks at each
# program's end goes through all that a shared one keeps. Many of these tests wait for a deadline or another
# program, so twice as many run at a time as there are processors.
run_sanitized()
{
    (export CC_LD=lld && configure build/test -Db_sanitize=address,undefined -Db_lundef=false \
        -Doptimization=1 -Ddebug=false -Dc_args=-g1 -Dc_link_args=-static-libubsan)
    [ "$2" = . ] || [ -n "$(list_tests build/test "$1" "$2")" ] || return 0
    compile build/test
    (sanitizer_environment && export MESON_TESTTHREADS=$(($(nproc) * 2)) &&
        run_tests build/test "$1" "$2")
}

# What a sanitizer would distort (memory, time, files written) is in the suite "plain"; what counts
# milliseconds runs alone. Of this build only what the tests need is made.
run_plain()
{
    configure_clang
    [ -n "$(list_tests build/clang "$1" "$2")" ] || return 0
    needed=$(/usr/bin/python3 "$verbs/needed.py" build/clang plain whole)
    compile build/clang $needed
    (export MESON_TESTTHREADS=$(($(nproc) * 2)) && run_tests build/clang "$1" "$2")
}

# Counted atomically, since threads run the same lines. What "plain" measures, this would distort too.
run_covered()
{
    configure build/coverage -Dbuildtype=debug -Db_coverage=true -Dc_args=-fprofile-update=atomic
    compile build/coverage
    find build/coverage -name '*.gcda' -delete
    run_tests build/coverage "--no-suite plain --no-suite long" "$1"
    gcovr --root . --filter src/ --gcov-ignore-parse-errors --json-summary build/coverage/coverage.json build/coverage \
        >build/coverage/gcovr.log 2>&1 || fail "gcovr failed: build/coverage/gcovr.log"
}

verb_test()
{
    how=''
    case "${1:-}" in
    --*)
        how=$1
        shift
        ;;
    esac
    require_packages $test_packages $bench_packages
    temporary_files
    pattern=${1:-.}
    status=0
    rm -f build/*/meson-logs/testlog.json # a former run's are not to be counted
    case $how in
    --coverage)
        run_covered "$pattern"
        /usr/bin/python3 "$verbs/coverage.py" build/coverage/coverage.json || status=1
        set -- build/coverage
        ;;
    --sanitized)
        run_sanitized "--suite whole" "$pattern"
        set -- build/test
        ;;
    '')
        run_sanitized "--no-suite plain --no-suite whole --no-suite long" "$pattern"
        run_plain "--suite plain --suite whole" "$pattern"
        set -- build/test build/clang
        ;;
    *)
        fail "test has no option $how"
        ;;
    esac
    /usr/bin/python3 "$verbs/tally.py" "$@" || status=1
    return $status
}
