# shellcheck shell=sh disable=SC2034
# What each verb needs from Debian 12 or 13, and how it gets there.

build_packages="
    curl desktop-file-utils fonts-noto-cjk gcc gettext libadwaita-1-dev libc6-dev libcairo2-dev
    libcurl4-openssl-dev libglib2.0-dev libglib2.0-dev-bin libgtk-4-bin libgtk-4-dev libisal-dev
    libjansson-dev libjpeg62-turbo-dev liblcms2-dev libleptonica-dev
    libmicrohttpd-dev libpango1.0-dev librsvg2-common libsane-dev libseccomp-dev libsodium-dev
    libsqlite3-dev libtiff-dev meson nettle-dev ninja-build pkgconf sqlite3"

test_packages="
    appstream at-spi2-core clang dbus-daemon default-jre-headless desktop-file-utils e2fsprogs gcovr
    gir1.2-atspi-2.0 groff-base libactivation-java libglib2.0-bin libjaxb-api-java libpdfbox2-java
    librsvg2-bin libtiff-tools lld locales man-db mount mutter nginx nodejs npm openssl pipewire
    poppler-utils procps
    python3 python3-gi python3-jsonschema python3-numpy python3-pil python3-pytest python3-tifffile
    python3-yaml qpdf sane-utils strace systemd wrk xdotool xvfb"

# The peers, and what measures them. The quick run of it is one of the tests.
bench_packages="img2pdf simple-scan valgrind"

# clang's libFuzzer and sanitizers.
fuzz_packages="libclang-rt-dev"

# What unpacks the source of GLib, and what it is built with.
threads_packages="dpkg-dev libffi-dev libpcre2-dev zlib1g-dev"

check_packages="binutils clang clang-format gettext python3 shellcheck universal-ctags"

# Node.js from elsewhere than Debian brings its own npm and conflicts with Debian's.
present_otherwise()
{
    [ "$1" = npm ] && command -v npm >/dev/null
}

missing_packages()
{
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | sed -n 's/^[hi]i  *//p')
    for package; do
        case "
$installed
" in
        *"
$package
"*) ;;
        *) present_otherwise "$package" || printf ' %s' "$package" ;;
        esac
    done
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Debian starts a service as soon as it is installed (nginx, saned). Here they are only parts of
# tests, so starting is forbidden while apt runs, in the way that Debian has for it. A configuration
# file that somebody has changed stays as it is: there is nobody to ask.
apt_install()
{
    # shellcheck disable=SC2016 # the inner shell expands it
    as_root env DEBIAN_FRONTEND=noninteractive sh -eu -c '
        policy=/usr/sbin/policy-rc.d
        if [ ! -e $policy ]; then
            trap "rm -f $policy" EXIT
            printf "#!/bin/sh\nexit 101\n" >$policy
            chmod 755 $policy
        fi
        apt-get -q update
        apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confdef \
            -o Dpkg::Options::=--force-confold install "$@"' apt "$@"
}

# require_packages NAME...: installs what is missing, says it, and is silent if nothing is.
require_packages()
{
    [ -r /etc/debian_version ] || fail "this needs Debian 12 or 13"
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        fail "neither root nor sudo; please install:$missing"
    fi
    say "installing:$missing"
    mkdir -p build
    # shellcheck disable=SC2086 # a list of names
    run_logged build/install.log apt_install $missing
}
