"""The zh_TW locale, compiled for the tests: a minimal Debian has none but C.UTF-8, in which
gettext translates nothing."""

import os
import subprocess


def chinese():
    """The environment in which a program speaks zh_TW."""
    folder = os.path.join(os.environ["MESON_BUILD_ROOT"], "locale")
    path = os.path.join(folder, "zh_TW.UTF-8")
    if not os.path.isdir(path):
        os.makedirs(folder, exist_ok=True)
        made = f"{path}.{os.getpid()}"
        # Code 1 is for warnings: the definition has been written.
        done = subprocess.run(["localedef", "--no-archive", "-i", "zh_TW", "-f", "UTF-8", made],
                              capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        try:
            os.rename(made, path)
        except OSError:
            assert os.path.isdir(path)  # another test was faster
    return {"LC_ALL": "zh_TW.UTF-8", "LOCPATH": folder}
