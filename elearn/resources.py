"""Finds the folders that ship beside the code, in a checkout and in a wheel alike."""

from pathlib import Path

# Wheels are unpacked when they are installed, so this is a real folder.
_PACKAGE = Path(__file__).parent


def find_bundled(name: str) -> Path:
    """Return the folder called *name*: the packaged copy, else the checkout's."""
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"elearn was installed without its {name}/ folder.")


def is_packaged(folder: Path) -> bool:
    """Tell whether a folder lies inside the installed package, which is not ours."""
    return folder.resolve().is_relative_to(_PACKAGE.resolve())
