# shellcheck shell=sh disable=SC2086,SC2154
# ./dev check: what a machine can say about the style of the tree.

# Versions of clang-format differ in details. The tree has the form that Debian 12's gives; with
# another version the question would be which of them is right, so it is not asked.
check_format()
{
    case $(clang-format --version) in
    *"version 14."*)
        find src tests data -name '*.[ch]' -exec clang-format --dry-run -Werror {} +
        ;;
    *) say "the format is checked with clang-format 14 (Debian 12) alone" ;;
    esac
}

verb_check()
{
    require_packages $check_packages
    configure_clang
    compile build/clang
    check_format
    shellcheck -x dev dev-verbs/*.sh tests/style/*.sh tests/prove/*.sh .ci/run
    /usr/bin/python3 tests/style/house.py
    sh tests/style/symbols.sh build/clang
    sh tests/style/words.sh po/zh_TW.po
    say "the tree is in order"
}
