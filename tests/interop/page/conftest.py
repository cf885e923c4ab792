"""A validator of PDF/A that others wrote: Apache PDFBox Preflight."""

import shutil
import subprocess

import pytest

JARS = ":".join(
    f"/usr/share/java/{name}.jar"
    for name in ["pdfbox2", "preflight", "xmpbox", "fontbox2", "javax.activation", "jaxb-api",
                 "commons-logging"]
)


def spoil(path, target):
    """The same file without its output intent: the names in it are as long as before."""
    data = path.read_bytes()
    assert b"/OutputIntents" in data
    target.write_bytes(data.replace(b"/OutputIntents", b"/InputIntents_"))


@pytest.fixture(scope="module")
def preflight(tmp_path_factory):
    """Call it with a document: at the module's end all are held against the standard, in one start
    of Java, and with them one that must be refused."""
    folder = tmp_path_factory.mktemp("preflight")
    documents = []

    def keep(path):
        documents.append(folder / f"{len(documents)}.pdf")
        shutil.copy(path, documents[-1])

    yield keep
    if not documents:
        return
    spoil(documents[0], folder / "spoilt.pdf")
    said = subprocess.run(
        ["java", "-XX:-UsePerfData", "-cp", JARS, "org.apache.pdfbox.preflight.Validator_A1b", "batch",
         folder], capture_output=True, text=True).stdout
    for document in documents:
        assert f"The file {document.name} is a valid PDF/A-1b file" in said, said
    assert "The file spoilt.pdf is not a valid PDF/A-1b file" in said, said
