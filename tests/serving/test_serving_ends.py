"""However `serve` is ended, also while it links or draws: nothing of it stays, and the record is as it was."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from running import eventually

import onrecord
from onrecord import record

# in the processes that it starts too, which import this file: linking begins, says so, and does not come to its end
_SERVE = """
import sys, time
from pathlib import Path
from onrecord import pipeline, serving
from onrecord.serving import relinking

def linked(*_, **__):
    Path(sys.argv[1] + ".linking").touch()
    time.sleep(600)

pipeline.linked, relinking.QUIET = linked, 0
if __name__ == "__main__":
    serving.serve(sys.argv[1], port=0, ready=lambda address: print(address, flush=True))
"""


def group(leader: int) -> set[int]:
    """The processes of a session; reads /proc and so needs Linux."""
    out = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            out.add(int(stat.parent.name))
    return out


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("number", "ended"), [(signal.SIGINT, (1, 130, -2)), (signal.SIGTERM, (143,)), (signal.SIGKILL, (-9,))]
)
def test_a_server_that_is_ended_while_it_links(copied: Path, tmp_path: Path, number: int, ended: tuple[int]) -> None:
    before = onrecord.load(copied)
    record.correct_rows(copied, "note", before.links.stories[0].id, who="Ann Lee", why="To be linked.")
    script = tmp_path / "served.py"
    script.write_text(_SERVE, "utf-8")
    command = [sys.executable, str(script), str(copied)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127.0.0.1:\d+/", address)
        assert httpx2.get(address, timeout=60).status_code == 200
        assert eventually(Path(f"{copied}.linking").exists, 60)
        assert len(group(process.pid)) >= 3
        if number == signal.SIGINT:  # a terminal sends it to all
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        assert process.wait(20) in ended
        assert eventually(lambda: not group(process.pid), 20)
    finally:
        if group(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    db = sqlite3.connect(copied)
    assert db.execute("select changes - linked from record").fetchone() == (1,)
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    db.close()
    after = onrecord.load(copied)  # which makes the links
    assert after.links.statements == before.links.statements
    assert [o.state for o in after.links.outcomes] == ["applied"]
