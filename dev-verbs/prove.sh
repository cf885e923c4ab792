# shellcheck shell=sh disable=SC2086,SC2154
# ./dev prove [--short] [NAME...]: the proofs of docs/reliability.md at length.

verb_prove()
{
    require_packages $test_packages
    configure_clang
    compile build/clang
    MESON_BUILD_ROOT=$top/build/clang sh tests/prove/as_root.sh /usr/bin/python3 tests/prove/prove.py "$@"
}
