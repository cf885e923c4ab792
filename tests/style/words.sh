#!/bin/sh
# words.sh FILE.po: every sentence is translated, and none of the translations is a guess.
set -eu

said=$(LC_ALL=C msgfmt --check --statistics -o /dev/null "$1" 2>&1)
case $said in
*fuzzy* | *untranslated*)
    printf '%s: %s\n' "$1" "$said" >&2
    exit 1
    ;;
esac
