"""What the figures were taken on."""

import datetime
import os
import platform
import subprocess


def _field(path, name):
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return "unknown"


def _file_system(folder):
    done = subprocess.run(["findmnt", "--noheadings", "--output", "FSTYPE,SOURCE,OPTIONS",
                           "--target", folder], capture_output=True, text=True, check=False)
    return " ".join(done.stdout.split()) or "unknown"


def _versions(packages):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages],
                          capture_output=True, text=True, check=False)
    return ", ".join(done.stdout.splitlines())


def describe(folder, rounds):
    with open("/etc/debian_version", encoding="ascii") as file:
        debian = file.read().strip()
    memory = int(_field("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    return {
        "when": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} of it",
        "memory": f"{memory:.0f} GiB",
        "system": f"Debian {debian}, Linux {platform.release()}",
        "disk": _file_system(folder),
        "load": "before " + " ".join(f"{value:.2f}" for value in os.getloadavg()),
        "rounds": str(rounds),
        "peers": _versions(["sane-utils", "libtiff-tools", "img2pdf", "nginx", "simple-scan"]),
    }
