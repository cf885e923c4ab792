# shellcheck shell=sh disable=SC2154
# ./dev bench: what a scan costs beside SANE's own front end.

verb_bench()
{
    require_packages python3 sane-utils
    build
    eval "$(meson devenv -C build --dump)"
    mkdir -p build/bench
    build/data/demo/demo-certificate --dpi 600 --output build/bench/certificate-600.pnm
    /usr/bin/python3 tests/bench/scan_cost.py build/bench/certificate-600.pnm
}
