# shellcheck shell=sh disable=SC2154
# ./dev run: the demonstration. A fresh server with invented students, a station with a virtual
# flatbed, and one certificate that goes the whole way: in the counter's two windows where there is
# a display, else through the command line. Everything it makes lies in build/run.

student=4100E017
report=103-2-000017
run_dir=$top/build/run
data_dir=$run_dir/server
profile=$run_dir/station
server_process=
watch_process=

# tell ENGLISH CHINESE: the step that comes now, in the person's language.
tell()
{
    case $language in
    zh*) printf '\n── %s\n' "$2" ;;
    *) printf '\n── %s\n' "$1" ;;
    esac
}

stop_demo()
{
    for process in $watch_process $server_process; do
        kill "$process" 2>/dev/null || :
        wait "$process" 2>/dev/null || :
    done
    watch_process=
    server_process=
}

random_password()
{
    od -An -N 9 -tx1 /dev/urandom | tr -d ' \n'
}

# Programs by their names, with the build's translations and its demo scanner.
enter_build()
{
    set +u # Debian 13's meson extends variables that need not be set
    eval "$(meson devenv -C build --dump)"
    set -u
    export SCAN_STATION_SYSTEM_CONF="$run_dir/no-system.conf"
    # A language whose locale is not installed stays English.
    if [ "$(LC_ALL=$language locale charmap 2>/dev/null)" = UTF-8 ]; then
        export LC_ALL="$language"
    fi
    unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
}

make_server()
{
    rm -rf "$run_dir"
    mkdir -p "$data_dir" "$profile"
    chmod 700 "$run_dir" "$data_dir" "$profile"
    tell "The central server takes the demo data" "中央伺服器匯入示範資料"
    central-server import --data-dir "$data_dir" "$top/data/demo/demo.json"
    staff_password=$(random_password)
    student_password=$(random_password)
    printf '%s\n' "$staff_password" |
        central-server user add --data-dir "$data_dir" --role staff --name 陳櫃檯 T001
    printf '%s\n' "$student_password" |
        central-server user add --data-dir "$data_dir" --role student --name 王小明 "$student"
    tell "Accounts of this run: staff T001 $staff_password, student $student $student_password" \
        "本次帳號：櫃檯 T001 $staff_password，學生 $student $student_password"
}

start_server()
{
    central-server serve --data-dir "$data_dir" --listen 127.0.0.1:0 \
        >"$run_dir/server.out" 2>"$run_dir/server.log" </dev/null &
    server_process=$!
    tries=0
    until grep -q '^listening on ' "$run_dir/server.out"; do
        kill -0 "$server_process" 2>/dev/null || fail "the server ended: $run_dir/server.log"
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || fail "the server did not start: $run_dir/server.log"
        sleep 0.05
    done
    url=$(sed -n 's/^listening on //p' "$run_dir/server.out")
    tell "The server listens on $url" "伺服器位址 $url"
}

make_station()
{
    cat >"$profile/station.conf" <<END
[station]
name=8F-1
server=$url

[scanner]
device=pnm:0
resolution=300
mode=color
format=tiff
option.filename=$top/build/data/demo/certificate-300.pnm
END
}

station()
{
    scan-station-cli --profile "$profile" "$@"
}

sign_in()
{
    tell "T001 signs in" "櫃檯人員登入"
    printf '%s\n' "$staff_password" | station sign-in T001
}

has_display()
{
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

open_windows()
{
    tell "Both windows open. Type $student, then Enter, Space, Enter. Closing staff's ends all." \
        "開啟兩個視窗。請輸入 $student，依序按 Enter、空白鍵、Enter。關閉櫃檯視窗即結束。"
    scan-station --profile "$profile"
}

go_the_way()
{
    tell "The student's card: what is there to scan?" "刷卡：有哪些待掃描的通報？"
    station lookup "$student"
    tell "Scanners of this station" "本站的掃描器"
    station scanners
    tell "Watching the record, as the student's screen will" "同時關注這筆通報的狀態"
    # Not by the function: $! would be a shell's, and the program would outlive it.
    scan-station-cli --profile "$profile" --json watch "$report" \
        >"$run_dir/watch.jsonl" 2>/dev/null </dev/null &
    watch_process=$!
    tell "Scan, save, hand over: $report" "掃描、存檔、送審：$report"
    station --json submit "$report" --scanner pnm:0 >"$run_dir/submit.jsonl"
}

# one_value QUERY: from the server's database, read only.
one_value()
{
    sqlite3 -readonly "$data_dir/central.db" "$1"
}

check_record()
{
    status=$(one_value "SELECT status FROM reports WHERE id = '$report'")
    digest=$(one_value "SELECT sha256 FROM originals WHERE report_id = '$report'")
    audit=$(one_value "SELECT count(*) FROM audit")
    [ "$status" = verifying ] || fail "the record is $status, not verifying"
    grep -q "\"sha256\": *\"$digest\"" "$run_dir/submit.jsonl" ||
        fail "the server's digest is not the station's"
    tell "In the server's database: $report is $status (查證中); $audit audit entries" \
        "伺服器資料庫：$report 的狀態是 $status（查證中）；稽核紀錄 $audit 筆"
}

check_original()
{
    token=$(sed -n 's/.*"token": *"\([^"]*\)".*/\1/p' "$profile/session.json")
    # The token goes in by standard input: a command line can be read by every user.
    printf 'header = "Authorization: Bearer %s"\n' "$token" |
        curl --silent --show-error --fail --noproxy '*' --config - \
            --output "$run_dir/original.tif" "$url/api/v1/reports/$report/originals/1"
    stored=$data_dir/originals/$(printf %.2s "$digest")/$digest
    cmp "$run_dir/original.tif" "$stored"
    printf '%s  %s\n' "$digest" "$run_dir/original.tif" | sha256sum --check --quiet -
    bytes=$(wc -c <"$stored")
    tell "Beside it the original, $bytes bytes, bit for bit: SHA-256 $digest" \
        "旁邊是正本檔案，$bytes 位元組，逐位元相同：SHA-256 $digest"
}

check_watch()
{
    tries=0
    until grep -q '"verifying"' "$run_dir/watch.jsonl"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || fail "the watcher was not told of the change"
        sleep 0.05
    done
    tell "The watcher was told too. The student takes the paper home." \
        "關注中的畫面也已更新。請學生立即取回正本。"
}

verb_run()
{
    build
    enter_build
    trap stop_demo EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    make_server
    start_server
    make_station
    sign_in
    if has_display; then
        open_windows
    else
        go_the_way
        check_record
        check_original
        check_watch
    fi
    stop_demo
    tell "Everything is stopped; the files are in build/run" "已全部停止；檔案在 build/run"
}
