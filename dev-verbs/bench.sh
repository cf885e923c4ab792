# shellcheck shell=sh disable=SC2086,SC2154
# ./dev bench [--quick] [--rounds N] [--json FILE] [ROW...]: this project beside its peers and beside
# what the machine allows, in one run. Table and plots lie in build/bench; docs/performance.md says
# how to read them.

verb_bench()
{
    require_packages $test_packages $bench_packages
    temporary_files
    build
    MESON_BUILD_ROOT=$top/build /usr/bin/python3 tests/bench/bench.py "$@"
}
