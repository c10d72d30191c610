"""Files of word processors that need LibreOffice (.doc, .rtf, .odt, .wps, Word 2003 XML): turned into .docx, many in one call, then read as such.

Belongs here: calling LibreOffice safely: own profile, no macros, no links, it ends with this process. Not here: the .docx (docx.py).
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from pipeline.readers import docx
from pipeline.readers.blocks import ReadError, read_each
from pipeline.readers.last_table import with_last_table

INSTALL = "apt-get install -y --no-install-recommends libreoffice-writer-nogui"
START_AGAIN = (79, 81)  # exit codes with which it asks to be started once more, as after making a new profile
FILES_A_CALL = 50
SECONDS_A_CALL = 25  # for starting, which takes 3
SECONDS_A_FILE = 2  # takes 0.2
# Macros off (level 3 and no execution), no update of links, no autocorrection by wizard.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError ('needs_libreoffice' where it is not installed)."""
    documents, errors = read_each(_bearable, documents)
    converted = []
    for start in range(0, len(documents), FILES_A_CALL):
        some = documents[start : start + FILES_A_CALL]
        for (report_id, result), (_, data) in zip(converted_to_docx(some), some, strict=True):
            if isinstance(result, ReadError):
                errors[report_id] = result
            else:
                converted.append((report_id, with_last_table(data, result)))
    frame, more_errors = docx.read_all(converted)
    return frame, errors | more_errors


def _bearable(data):
    """The same bytes. Raises ReadError for a package that LibreOffice itself would unpack and expand, whatever there is."""
    if data.startswith(b"PK"):
        docx.package_part(data, re.compile(r"content\.xml"))
    return data


def converted_to_docx(documents):
    """(report_id, bytes) pairs → list of (report_id, bytes of a .docx or ReadError), in one call of LibreOffice.

    Where the call fails, the first file that it left undone is to blame, and the rest is tried again without it.
    """
    program = libreoffice()
    if program is None:
        error = ReadError("needs_libreoffice", INSTALL)
        return [(report_id, error) for report_id, _ in documents]
    with tempfile.TemporaryDirectory(prefix="foi-office-") as directory:
        results, pending = {}, documents
        while pending:
            more, ended = _converted(program, Path(directory), pending)
            undone = [(report_id, data) for report_id, data in pending if report_id not in more]
            results |= more
            if ended == "well" or len(pending) == 1:
                results |= {report_id: _unreadable(ended) for report_id, _ in undone}
                break
            # It takes them in order, so the first undone one has brought it down; alone it may be read all the same.
            if undone and len(undone) < len(pending):
                more, ended = _converted(program, Path(directory), undone[:1])
                results |= more or {undone[0][0]: _unreadable(ended)}
            elif undone:
                results[undone[0][0]] = _unreadable(ended)
            pending = undone[1:]
    return [(report_id, results[report_id]) for report_id, _ in documents]


def _unreadable(ended):
    return ReadError({"well": "broken", "crashed": "crashed", "stopped": "timeout"}[ended], "LibreOffice cannot open it")


def _converted(program, directory, documents):
    """(dict report_id → bytes of the .docx files that came of a call, how it ended: 'well', 'crashed', or 'stopped' by its time limit)."""
    source, target, profile = directory / "in", directory / "out", directory / "profile"
    for folder in (source, target):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    names = {}
    for number, (report_id, data) in enumerate(documents):
        names[f"{number}"] = report_id
        (source / f"{number}.doc").write_bytes(data)  # LibreOffice looks at the content
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target)]
    command += [str(source / f"{number}.doc") for number in names]
    seconds = SECONDS_A_CALL + SECONDS_A_FILE * len(documents)
    ended = "crashed"
    try:
        for _ in range(2):
            call = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, preexec_fn=_ends_with_us, env=_environment(directory), check=False
            )
            if call.returncode not in START_AGAIN:
                ended = "well" if call.returncode == 0 else "crashed"
                break
    except subprocess.TimeoutExpired:
        ended = "stopped"
    except OSError as error:
        raise ReadError("needs_libreoffice", f"{program}: {error.strerror}; {INSTALL}") from error
    return {names[file.stem]: file.read_bytes() for file in target.glob("*.docx")}, ended


@cache
def libreoffice():
    """Path of the program of LibreOffice, or None. Not the starter script: ending that would leave the program running."""
    starter = shutil.which("soffice") or shutil.which("libreoffice")
    if starter is None:
        return None
    program = Path(starter).resolve().with_name("soffice.bin")
    return str(program) if program.exists() else starter


def installed():
    """The LibreOffice of this machine, as a text that changes with it; '' where there is none."""
    program = libreoffice()
    if program is None:
        return ""
    info = Path(program).stat()
    return f"{program} {info.st_size} {info.st_mtime_ns}"


def _ends_with_us():
    """In the child: killed as soon as this process ends, however it ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _environment(directory):
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    return keep | {"HOME": str(directory), "TMPDIR": str(directory), "SAL_USE_VCLPLUGIN": "svp"}
