"""What `pip install` is told in the image: the dependencies, and their locked versions."""

import re
import sys
import tomllib
from pathlib import Path

folder = Path(sys.argv[1])
project = tomllib.loads((folder / "pyproject.toml").read_text())
wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
(folder / "wanted.txt").write_text("\n".join(wanted) + "\n")
locked = re.sub(r" \\\n( +--hash=\S+( \\)?\n)+", "\n", (folder / "requirements.lock").read_text())
(folder / "locked.txt").write_text(locked)
