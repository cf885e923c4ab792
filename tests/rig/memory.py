"""How much memory programs take at most.

The kernel keeps the maximum itself (VmHWM), so looking now and then is enough. What wait4() tells
would begin with what we had ourselves when the process was made."""

import time


def peaks(process):
    """The greatest resident memory, in bytes, of a running process and its children, by command
    name; comes back when it has ended."""
    found = {}
    while process.poll() is None:
        for pid in [process.pid, *_children(process.pid)]:
            name, size = _high_water(pid)
            if name is not None:
                found[name] = max(found.get(name, 0), size)
        time.sleep(0.005)
    return found


def peak_of(pid):
    """The same of one process, so far."""
    return _high_water(pid)[1]


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def _high_water(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file)
    except OSError:
        return None, 0
    return fields["Name"].strip(), int(fields.get("VmHWM", "0").split()[0]) * 1024
