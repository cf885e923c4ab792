# shellcheck shell=sh disable=SC2086,SC2154
# ./dev check: what a machine can say about the style of the tree.

verb_check()
{
    require_packages $check_packages
    build
    shellcheck -x dev dev-verbs/*.sh .ci/run
    clang_format_version
    /usr/bin/python3 tests/style/house.py
    sh tests/style/symbols.sh build
    sh tests/style/words.sh po/zh_TW.po
    say "the tree is in order"
}
