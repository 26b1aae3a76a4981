"""The version that is installed, or that of the checkout."""
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from tomllib import loads


def version() -> str:
    """Such as 0.1.0."""
    try:
        return installed_version("backprop-playground")
    except PackageNotFoundError:
        project = Path(__file__).parents[1] / "pyproject.toml"
        return str(loads(project.read_text(encoding="utf-8"))["project"]["version"])
