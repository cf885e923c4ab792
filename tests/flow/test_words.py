"""Every sentence for people is in the catalogue, and zh_TW is complete."""

import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEYWORDS = ["--keyword=_", "--keyword=N_", "--keyword=ngettext:1,2"]


def listed():
    lines = (ROOT / "po" / "POTFILES").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def test_every_file_with_words_is_listed():
    found = {str(path.relative_to(ROOT))
             for folder in ("station", "cli")
             for path in (ROOT / "src" / folder).glob("*.c")
             if re.search(r"\b(_|N_|ngettext)\(\"", path.read_text(encoding="utf-8"))}
    assert found <= set(listed())


def test_chinese_is_complete():
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "scan-station.pot"
        subprocess.run(["xgettext", "--from-code=UTF-8", *KEYWORDS, "-o", template, *listed()],
                       cwd=ROOT, check=True)
        done = subprocess.run(["msgcmp", ROOT / "po" / "zh_TW.po", template],
                              capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_formats_agree():
    done = subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null",
                           ROOT / "po" / "zh_TW.po"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
