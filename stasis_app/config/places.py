"""Where the configuration is looked for, and which files belong to it."""

from collections.abc import Mapping
from pathlib import Path

from .problems import ConfigErrors, Problem

VARIABLE = "STASIS_APP_CONFIG"
PLACES = (Path("config.yaml"), Path("/etc/stasis-app/config.yaml"))
ENDINGS = (".yaml", ".yml")
DOTENV = ".env"


def find(given: Path | None, environ: Mapping[str, str]) -> Path:
    """The file named on the command line, else in the environment, else the first there is.

    A file that was named need not exist here; reading it tells.
    """
    if given is not None:
        return given
    if environ.get(VARIABLE):
        return Path(environ[VARIABLE])
    for place in PLACES:
        if _is_there(place):
            return place
    looked = f"{VARIABLE} is not set, and there is no {' and no '.join(map(str, PLACES))}"
    raise ConfigErrors([Problem(f"no configuration: {looked}", "name the file with -c FILE")])


def _is_there(place: Path) -> bool:
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # reading it tells what is wrong
    return True


def department_files(folder: Path) -> list[Path]:
    """Raises OSError."""
    found = (each for each in folder.iterdir() if each.suffix in ENDINGS)
    return sorted(each for each in found if not each.name.startswith("."))
