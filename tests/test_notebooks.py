"""The notebooks of the documentation run, and show what comes out.

After a change that is meant, `python tests/test_notebooks.py` writes their outputs anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "docs" / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> Any:
    """The notebook as it is when its cells have run in an interpreter of their own."""
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def shown(notebook: Any) -> list[Any]:
    """What the cells show as text: pictures differ with versions, and ids of tables from run to run."""
    return [
        [
            _plain(output.get("text") or output["data"].get("text/html") or output["data"]["text/plain"])
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _plain(text: str) -> list[str]:
    text = re.sub(r"<style.*?</style>|<[^>]*>|at 0x[0-9a-f]+", " ", text, flags=re.DOTALL)
    return text.split()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_comes_out(path: Path) -> None:
    new = executed(path)
    assert shown(new) == shown(nbformat.read(path, as_version=4))
    pictures = [o for cell in new.cells for o in cell.get("outputs", ()) if "image/png" in o.get("data", {})]
    assert pictures, "the notebook draws nothing"


if __name__ == "__main__":
    for place in NOTEBOOKS:
        nbformat.write(executed(place), place)
