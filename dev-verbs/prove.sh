# shellcheck shell=sh disable=SC2086,SC2154
# ./dev prove [--short] [NAME...]: the proofs of docs/reliability.md at length. "fuzz" is libFuzzer's on
# the targets of tests/fuzz; the others are those of tests/prove.

prove_fuzz()
{
    seconds=3600
    [ -n "$short" ] && seconds=30
    (export CC=clang && configure build/fuzz -Db_sanitize=address,undefined -Db_lundef=false \
        -Doptimization=1 -Ddebug=false -Dc_args="-g1 -fsanitize=fuzzer-no-link" -Dfuzzing=true)
    compile build/fuzz fuzz-all
    sh tests/fuzz/fuzz.sh build/fuzz $seconds
}

verb_prove()
{
    short='' fuzz=false others='' status=0
    for word; do
        case $word in
        --short) short=--short ;;
        fuzz) fuzz=true ;;
        *) others="$others $word" ;;
        esac
    done
    require_packages $test_packages $fuzz_packages
    temporary_files
    if $fuzz || [ -z "$others" ]; then
        prove_fuzz || status=1
    fi
    if ! $fuzz || [ -n "$others" ]; then
        configure_clang
        compile build/clang
        MESON_BUILD_ROOT=$top/build/clang sh tests/prove/as_root.sh \
            /usr/bin/python3 tests/prove/prove.py $short $others || status=$?
    fi
    return $status
}
