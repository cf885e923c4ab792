#!/bin/sh
# symbols.sh BUILD_DIR: every function that a folder's library exports begins with its prefix.
set -eu

# check LIBRARY PREFIX
check()
{
    nm -g --defined-only "$1" | awk -v prefix="$2" -v library="$1" '
        NF == 3 && $3 !~ "^_?" prefix "_" { print library ": " $3 " lacks " prefix "_"; bad = 1 }
        END { exit bad }'
}

bad=0
for folder in api base client outbox page report scan station; do
    prefix=$folder
    [ "$folder" != client ] || prefix='(client|curl)' # client-curl.c has libcurl's own names
    for library in "$1/src/$folder"/lib*.a; do
        check "$library" "$prefix" || bad=1
    done
done
for folder in endpoint http store vault; do
    for library in "$1/src/server/$folder"/lib*.a; do
        check "$library" "$folder" || bad=1
    done
done
exit $bad
