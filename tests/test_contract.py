"""The rules between the floors, read from the source: which way imports point, who writes files, which widgets run alone."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What each floor may not import.
QT = {"PySide6", "shiboken6", "qtpy", "pyqtgraph", "superqt", "qtawesome"}
FORBIDDEN = {
    "core": {"widgets", "playground", "threading", "_thread", "concurrent", "multiprocessing", *QT},
    "widgets": {"playground"},
    "playground": set(),
}
IMPORTERS = {"import_module", "__import__"}
WRITER = "core.document.files"
WRITING_METHODS = {"write_text", "write_bytes", "tofile"}
NUMPY_SAVES = {"save", "savez", "savez_compressed", "savetxt"}
BUFFERS = {"BytesIO", "StringIO"}
WRITING_NAMES = {"QSaveFile", "NamedTemporaryFile", "mkstemp", "memmap"}
MODE = re.compile(r"[rwaxbt+]+")
WIDGET = re.compile(r"(Q\w*(Widget|Frame|Dialog|Label|View|Button|Bar|Box|Slider|Edit|Area|Menu|Splitter|Window|Browser)"
                    r"|(Plot|GraphicsLayout)Widget|GraphicsView|ImageView)")


class Module:
    """One source file: `name` as it is imported, and its syntax tree."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path.relative_to(root).as_posix()
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = path.relative_to(root).with_suffix("").parts
        self.package = parts[:-1]
        self.name = ".".join(self.package if parts[-1] == "__init__" else parts)
        self.floor = parts[0]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def source_of(self, node: ast.ImportFrom) -> str:
        """The module that `from … import` names, with the dots of a relative import resolved."""
        outer = self.package[:len(self.package) - node.level + 1] if node.level else ()
        return ".".join([*outer, *([node.module] if node.module else [])])

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full name of everything imported anywhere in the file, under TYPE_CHECKING and inside functions too."""
        for node in self.nodes(ast.Import, ast.ImportFrom, ast.Call):
            match node:
                case ast.Import(names=names):
                    yield from ((node.lineno, alias.name) for alias in names)
                case ast.ImportFrom(names=names):
                    yield from ((node.lineno, f"{self.source_of(node)}.{alias.name}") for alias in names)
                case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if called(function) in IMPORTERS:
                    yield node.lineno, name


def called(function: ast.expr) -> str:
    """The last name of what is called or named: `open` of both `open` and `path.open`."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


Tree = dict[str, Module]


def read(root: Path) -> Tree:
    """All modules of a source tree by name."""
    found = [Module(root, path) for floor in FORBIDDEN for path in sorted((root / floor).rglob("*.py"))]
    return {module.name: module for module in found}


def upward_imports(tree: Tree) -> list[str]:
    return [f"{module.path}:{line}: {module.floor} may not import {name}" for module in tree.values()
            for line, name in module.imports() if name.partition(".")[0] in FORBIDDEN[module.floor]]


def cycle(tree: Tree) -> list[str]:
    """The modules of one import cycle, or nothing."""
    def target(name: str) -> str:
        while name and name not in tree:
            name = name.rpartition(".")[0]
        return name

    graph = {name: {target(imported) for _, imported in module.imports()} - {""} for name, module in tree.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def open_star_imports(tree: Tree) -> list[str]:
    """Star imports of modules that do not list what they give."""
    listing = {name for name, module in tree.items() for node in module.nodes(ast.Assign)
               if any(called(target) == "__all__" for target in node.targets)}
    return [f"{module.path}:{node.lineno}: star import of {module.source_of(node)}" for module in tree.values()
            for node in module.nodes(ast.ImportFrom) if node.names[0].name == "*" and module.source_of(node) not in listing]


def writes(tree: Tree) -> list[str]:
    """Calls that write a file, outside the one module that may."""
    return [f"{module.path}:{line}: only {WRITER} writes files" for name, module in tree.items() if name != WRITER
            for line in writing_lines(module)]


def writing_lines(module: Module) -> list[int]:
    writers = {WRITER} | {alias.asname or alias.name for node in module.nodes(ast.ImportFrom) for alias in node.names
                          if f"{module.source_of(node)}.{alias.name}" == WRITER}
    buffers = {called(target) for node in module.nodes(ast.Assign) for target in node.targets
               if isinstance(node.value, ast.Call) and called(node.value.func) in BUFFERS}
    return [node.lineno for node in module.nodes(ast.Call) if is_write(node, writers, buffers)]


def is_write(call: ast.Call, writers: set[str], buffers: set[str]) -> bool:
    """`writers` are the names of the module that may write, `buffers` those of files in memory."""
    match call.func:
        case ast.Name(id="open"):
            modes = call.args[1:2] + [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
            return any(not isinstance(mode, ast.Constant) or writing_mode(mode) for mode in modes)
        case ast.Attribute(attr="open"):
            return any(writing_mode(mode) for mode in call.args[:2] + [keyword.value for keyword in call.keywords])
        case ast.Attribute(value=ast.Name(id="os"), attr="replace" | "rename"):
            return True
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=attr) if attr in NUMPY_SAVES:
            return not call.args or called(call.args[0]) not in buffers
        case ast.Attribute(value=value, attr=attr) if attr in WRITING_METHODS:
            return ast.unparse(value) not in writers
    return called(call.func) in WRITING_NAMES


def writing_mode(mode: ast.expr) -> bool:
    match mode:
        case ast.Constant(value=str(text)):
            return bool(MODE.fullmatch(text)) and not set("wax+").isdisjoint(text)
    return False


def widgets_that_do_not_run_alone(tree: Tree) -> list[str]:
    """Widget files without a `__main__` block; a class is a widget when it inherits from one of Qt's, pyqtgraph's or ours.

    Widgets that others build on are left out: they run where they are completed.
    """
    known = [module for module in tree.values() if module.floor == "widgets"]
    bases = {node.name: {called(base) for base in node.bases} for module in known for node in module.nodes(ast.ClassDef)}
    built_on = {base for name in bases for base in bases[name] - {name}}

    def is_widget(name: str) -> bool:
        return any(WIDGET.fullmatch(base) or (base in bases and base != name and is_widget(base)) for base in bases[name])

    return [f"{module.path}: has no __main__ block to run it alone" for module in known if not runs_alone(module)
            and any(is_widget(node.name) and node.name not in built_on for node in module.nodes(ast.ClassDef))]


def runs_alone(module: Module) -> bool:
    return any(isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'" for node in module.tree.body)


# The project itself

@pytest.fixture(scope="module")
def project():
    return read(ROOT)


def test_every_floor_is_read(project):
    assert {module.floor for module in project.values()} == set(FORBIDDEN)


def test_imports_point_down(project):
    assert upward_imports(project) == []


def test_no_modules_import_each_other_in_a_circle(project):
    assert cycle(project) == []


def test_star_imports_take_only_what_is_listed(project):
    assert open_star_imports(project) == []


def test_only_one_module_writes_files(project):
    assert writes(project) == []


def test_every_widget_file_runs_alone(project):
    assert widgets_that_do_not_run_alone(project) == []


# The rules, on small made-up trees

@pytest.fixture
def tree(tmp_path):
    """Makes a source tree of texts by path."""
    def write(files: dict[str, str]) -> Tree:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return read(tmp_path)
    return write


@pytest.mark.parametrize("statement", [
    "import widgets.theme", "from widgets import theme", "from ..widgets import theme", "from playground.run import Run",
    "import threading as t", "from concurrent.futures import ThreadPoolExecutor", "import numpy, PySide6.QtCore",
    "from pyqtgraph import mkPen", "def f():\n    import multiprocessing.pool", "if TYPE_CHECKING:\n    from PySide6 import QtCore",
    "import importlib\nimportlib.import_module('qtawesome')",
])
def test_an_upward_import_is_found(tree, statement):
    assert len(upward_imports(tree({"core/tape.py": statement}))) == 1


@pytest.mark.parametrize(("path", "statement"), [
    ("core/tape.py", "import numpy\nfrom core import network\nfrom . import costs\nimport widgetsnbextension"),
    ("core/data/dataset.py", "from ..network import Edge"),
    ("widgets/theme.py", "from PySide6 import QtGui\nfrom core import notation"),
    ("playground/run.py", "import threading\nfrom core import training\nfrom widgets import theme"),
])
def test_a_downward_import_is_allowed(tree, path, statement):
    assert upward_imports(tree({path: statement})) == []


def test_a_widget_may_not_import_the_application(tree):
    assert upward_imports(tree({"widgets/theme.py": "from playground.run import Run"})) == [
        "widgets/theme.py:1: widgets may not import playground.run.Run"]


@pytest.mark.parametrize("back", [
    "from core import a", "from core.a import A", "from . import a", "import core.a",
    "def f():\n    from .a import A", "if TYPE_CHECKING:\n    from core.a import A",
])
def test_a_circle_is_found(tree, back):
    files = {"core/__init__.py": "", "core/a.py": "from core.b import B", "core/b.py": back}
    assert set(cycle(tree(files))) == {"core.a", "core.b"}


def test_a_package_that_gathers_its_modules_is_no_circle(tree):
    gathering = {"core/__init__.py": "", "core/data/__init__.py": "from .a import A"}
    assert cycle(tree(gathering | {"core/data/a.py": "from core.b import B", "core/b.py": ""})) == []


def test_a_star_import_needs_a_list(tree):
    stars = "from core.a import *\nfrom .b import *\nfrom math import *"
    made = tree({"core/a.py": "A = 1", "core/b.py": "__all__ = ['B']", "core/c.py": stars})
    assert open_star_imports(made) == ["core/c.py:1: star import of core.a", "core/c.py:3: star import of math"]


@pytest.mark.parametrize("statement", [
    "open(path, 'w')", "open(path, mode='ab')", "open(path, 'r+')", "open(path, mode)", "path.open('xb')", "path.open(mode='w')",
    "gzip.open(path, 'wb')", "path.write_text(text)", "Path('a').write_bytes(data)", "array.tofile(path)", "np.save(path, array)",
    "np.savez(str(path), a)", "os.replace(a, b)", "QSaveFile(path)", "tempfile.NamedTemporaryFile()",
    "import files\nfiles.write_bytes(path, data)",
])
def test_writing_a_file_is_found(tree, statement):
    assert len(writes(tree({"playground/exporting.py": statement}))) == 1


@pytest.mark.parametrize("statement", [
    "open(path)", "open(path, 'rb')", "path.open()", "path.open(mode='r')", "dialog.open()", "Image.open('wax+.png')",
    "buffer = io.BytesIO()\nnp.savez(buffer, a)", "text.replace('a', 'b')", "document.save(path)",
    "from core.document import files\nfiles.write_bytes(path, data)",
    "from core.document.files import write_bytes\nwrite_bytes(path, data)",
    "from core.document import files as documents\ndocuments.write_bytes(path, data)",
])
def test_reading_and_writing_through_the_writer_are_allowed(tree, statement):
    assert writes(tree({"playground/exporting.py": statement})) == []


def test_the_writer_may_write(tree):
    assert writes(tree({"core/document/files.py": "open(path, 'wb')\nos.replace(a, b)"})) == []


MAIN = "if __name__ == '__main__':\n    pass\n"


@pytest.mark.parametrize("base", ["QWidget", "QtWidgets.QFrame", "QAbstractScrollArea", "pyqtgraph.PlotWidget", "QGraphicsView"])
def test_a_widget_file_that_cannot_run_alone_is_found(tree, base):
    widget = f"class Line({base}): pass\n"
    assert widgets_that_do_not_run_alone(tree({"widgets/line.py": widget})) == [
        "widgets/line.py: has no __main__ block to run it alone"]
    assert widgets_that_do_not_run_alone(tree({"widgets/line.py": widget + MAIN})) == []


def test_a_widget_that_inherits_from_ours_must_run_alone_in_place_of_it(tree):
    made = tree({"widgets/section.py": "class Section(QWidget): pass", "widgets/panel.py": "class Panel(Section): pass"})
    assert [found.partition(":")[0] for found in widgets_that_do_not_run_alone(made)] == ["widgets/panel.py"]


@pytest.mark.parametrize("base", ["NamedTuple", "QLayout", "QObject", "QProxyStyle", "QAbstractTableModel"])
def test_a_file_without_a_widget_need_not_run_alone(tree, base):
    assert widgets_that_do_not_run_alone(tree({"widgets/theme.py": f"class Theme({base}): pass"})) == []
