# shellcheck shell=sh disable=SC2030,SC2031,SC2086,SC2154
# ./dev prove [--short] [NAME...]: the proofs of docs/reliability.md at length. "fuzz" is libFuzzer's on
# the targets of tests/fuzz, "students" two hundred at the counter and not in the short run, "threads"
# ThreadSanitizer's on the tests whose programs have threads and on request only; the others are those
# of tests/prove.

prove_fuzz()
{
    seconds=3600
    [ -n "$short" ] && seconds=30
    (export CC=clang && configure build/fuzz -Db_sanitize=address,undefined -Db_lundef=false \
        -Doptimization=1 -Ddebug=false -Dc_args="-g1 -fsanitize=fuzzer-no-link" -Dfuzzing=true)
    compile build/fuzz fuzz-all
    sh tests/fuzz/fuzz.sh build/fuzz $seconds
}

# GLib's locks are futexes of its own, which ThreadSanitizer only knows where GLib was built with it:
# Debian's source of it.
build_glib()
{
    [ -e "$glib/in/lib/libgio-2.0.so" ] && return
    say "building GLib for ThreadSanitizer: $glib"
    rm -rf "$glib"
    mkdir -p "$glib/lists/partial" "$glib/source"
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
        "http://deb.debian.org/debian $codename main" >"$glib/sources.list"
    set -- -o Dir::Etc::sourcelist="$glib/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$glib/lists" -o APT::Sandbox::User=root
    run_logged "$glib/update.log" apt-get "$@" update
    (cd "$glib/source" && run_logged "$glib/source.log" apt-get "$@" source glib2.0)
    (export CC=clang && run_logged "$glib/setup.log" meson setup "$glib/build" \
        "$glib"/source/glib2.0-*/ -Db_sanitize=thread -Db_lundef=false -Dbuildtype=debugoptimized \
        -Dtests=false -Dselinux=disabled -Dlibmount=disabled -Dprefix="$glib/in" -Dlibdir=lib)
    run_logged "$glib/compile.log" ninja -C "$glib/build" install
}

# What is found is what counts: a test may be too slow here. Of the other libraries none is built with it.
prove_threads()
{
    glib=$top/build/glib-threads found=$top/build/threads/found
    require_packages $threads_packages
    build_glib
    # Before LD_LIBRARY_PATH, which some tests set for a part of their own; and in all programs, as
    # that GLib runs in no other.
    links="-fsanitize=thread -Wl,--disable-new-dtags,-rpath,$glib/in/lib"
    (export CC=clang && configure build/threads -Db_sanitize=thread -Db_lundef=false \
        -Doptimization=1 -Ddebug=false -Dc_args=-g1 -Dc_link_args="$links")
    (export TSAN_OPTIONS=report_bugs=0 && compile build/threads) # the demo's sheet is drawn by it
    # shellcheck source=dev-verbs/test.sh
    . "$verbs/test.sh"
    rm -rf "$found"
    mkdir "$found"
    export TSAN_OPTIONS="log_path=$found/log exitcode=0 ignore_noninstrumented_modules=1
        suppressions=$top/tests/rig/threads.supp"
    export G_SLICE=always-malloc # whose own way looks at a number that another thread changes
    run_tests build/threads "--suite unit --suite http --suite flow" . >build/threads/tests.log
    [ -n "$(ls "$found")" ] || return 0
    cat "$found"/* | sed -n 's/^SUMMARY: //p' | sort | uniq -c
    say "threads: found something: $found"
    return 1
}

# The tests of suite "long".
prove_students()
{
    configure_clang
    compile build/clang
    meson test -C build/clang --no-rebuild --print-errorlogs --suite long </dev/null
}

# NAME...: those of tests/prove; all, if there are none.
prove_others()
{
    configure_clang
    compile build/clang
    MESON_BUILD_ROOT=$top/build/clang sh tests/prove/as_root.sh \
        /usr/bin/python3 tests/prove/prove.py $short "$@"
}

verb_prove()
{
    short='' named=false fuzz=false students=false threads=false others='' status=0
    for word; do
        case $word in
        --short)
            short=--short
            continue
            ;;
        fuzz) fuzz=true ;;
        students) students=true ;;
        threads) threads=true ;;
        *) others="$others $word" ;;
        esac
        named=true
    done
    $named || fuzz=true others=all
    $named || [ -n "$short" ] || students=true
    require_packages $test_packages $fuzz_packages
    temporary_files
    ! $threads || prove_threads || status=1
    ! $fuzz || prove_fuzz || status=1
    ! $students || prove_students || status=1
    case $others in
    '') ;;
    all) prove_others || status=1 ;;
    *) prove_others $others || status=1 ;;
    esac
    return $status
}
