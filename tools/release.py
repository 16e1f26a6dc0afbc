"""Build a release and try it as a stranger would.

    python tools/release.py [--output dist] [--pythons 3.11,3.12,…] [--resolve 3.12,3.13,3.14]

Builds the sdist, and from it the wheel. Each is looked through: the version is that of the package, licences are there,
nothing of the tests is in the wheel. Then every Python at hand (`python3.N` on the path, pyenv's and uv's included)
installs the wheel into an empty environment, away from the repository, and does the main job on the examples; all of
them must find the same. Last, pip is asked whether wheels of all that onrecord depends on can be had for each Python of
--resolve. It needs `pip install build`. Ends with status 1 when anything is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# what each kind of archive must hold, beside the package
LICENCES = ("LICENSE", "licences/README.md", "licences/WordNet.txt", "src/onrecord/data/encoder/LICENSE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    parser.add_argument("--pythons", default="", help="versions to try the wheel with; the default is all at hand")
    parser.add_argument("--resolve", default="3.11,3.12,3.13,3.14", help="versions to resolve dependencies for")
    args = parser.parse_args()
    wheel, sdist = built(args.output)
    wrong = [*looked_through(wheel, sdist)]
    for line in wrong:
        print(f"wrong: {line}")
    found = {}
    for version, python in pythons(args.pythons.split(",") if args.pythons else ()):
        found[version] = tried(python, wheel)
        print(f"Python {version}: {found[version] or 'FAILED'}")
    if len(set(found.values())) != 1 or "" in found.values():
        wrong.append("not every Python finds the same")
    for version in filter(None, args.resolve.split(",")):
        missing = resolved(version, wheel)
        print(f"dependencies for Python {version}: {missing or 'wheels for all'}")
        wrong += [missing] if missing else []
    print(f"{wheel.name} ({wheel.stat().st_size:,} bytes), {sdist.name} ({sdist.stat().st_size:,} bytes)")
    return 1 if wrong else 0


def built(output: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, made anew in the folder `output`."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-m", "build", "--outdir", folder, str(ROOT)], capture_output=True)
        if done.returncode:
            sys.exit(f"the build failed:\n{done.stdout.decode()}{done.stderr.decode()}")
        output.mkdir(parents=True, exist_ok=True)
        made = [Path(shutil.copy(path, output)) for path in Path(folder).iterdir()]
    (wheel,) = (path for path in made if path.suffix == ".whl")
    (sdist,) = (path for path in made if path.name.endswith(".tar.gz"))
    return wheel, sdist


def looked_through(wheel: Path, sdist: Path) -> Iterator[str]:
    """What is not as it should be in the two archives."""
    version = re.search(r'^__version__ = "(.+)"$', (ROOT / "src/onrecord/__init__.py").read_text(), re.MULTILINE)
    assert version
    for path in (wheel, sdist):
        if not path.name.startswith(f"onrecord-{version[1]}"):
            yield f"{path.name} is not of version {version[1]}"
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    info = f"onrecord-{version[1]}.dist-info"
    yield from (f"{wheel.name} lacks the licence {x}" for x in LICENCES if f"{info}/licenses/{x}" not in held)
    yield from (f"{wheel.name} holds {x}" for x in held if not x.startswith(("onrecord/", f"{info}/")))
    package = [x.relative_to(ROOT / "src") for x in (ROOT / "src/onrecord").rglob("*") if x.is_file()]
    package = [x for x in package if "__pycache__" not in x.parts]
    yield from (f"{wheel.name} lacks {x}" for x in package if x.as_posix() not in held)
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    for x in (*LICENCES, "README.md", "CHANGELOG.md", "pyproject.toml", "tests/conftest.py", "examples/README.md"):
        if x not in held:
            yield f"{sdist.name} lacks {x}"


def pythons(wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Version and path of each Python at hand from 3.11 on, or of those that are wanted."""
    seen = set()
    homes = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    homes.append(Path(os.environ.get("UV_PYTHON_INSTALL_DIR", Path.home() / ".local/share/uv/python")))
    places = [
        *os.environ["PATH"].split(os.pathsep),
        *(str(p / "bin") for home in homes for p in sorted(home.glob("*"))),
    ]
    for n in range(11, 30):
        for place in places:
            path = shutil.which(f"python3.{n}", path=place)
            version = path and subprocess.run([path, "-V"], capture_output=True, text=True).stdout.strip()
            if version and f"3.{n}" not in seen:  # a shim of pyenv may lead nowhere
                seen.add(f"3.{n}")
                if not wanted or f"3.{n}" in wanted:
                    yield version.removeprefix("Python "), path
    for missing in sorted(set(wanted) - seen):
        sys.exit(f"there is no Python {missing} here")


def tried(python: str, wheel: Path) -> str:
    """What the main job says, done with the wheel alone in an empty environment; nothing when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(ROOT / "examples" / "bridge", place / "articles")
        own = place / "env" / ("Scripts" if os.name == "nt" else "bin")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        for command in (
            [python, "-m", "venv", "env"],
            [str(own / "pip"), "install", "--quiet", "--disable-pip-version-check", str(wheel)],
            [str(own / "onrecord"), "report", "articles", "-o", "report.html", "--json"],
        ):
            done = subprocess.run(command, cwd=place, env=clean, capture_output=True, text=True)
            if done.returncode:
                print(done.stdout, done.stderr, sep="", file=sys.stderr)
                return ""
        said = json.loads(done.stdout)
        page = (place / "report.html").read_text("utf-8")
        counts = {**said, "stories": len(said["stories"])}
        told = ", ".join(f"{x} {counts[x]}" for x in ("articles", "stories", "speakers", "statements"))
        return f"{told}, a page of {len(page):,} characters"


def resolved(version: str, wheel: Path) -> str:
    """Why the wheel and all that it needs cannot be installed as wheels on a version of Python; nothing when it can."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--target", "none"]
    command += ["--only-binary", ":all:", "--python-version", version, "--implementation", "cp", str(wheel)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
