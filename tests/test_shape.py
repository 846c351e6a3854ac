"""The shape of the code: what CONTRIBUTING.md asks for and a machine can see."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "dorsal"

FILE_LINES = 400
FUNCTION_LINES = 50

STAGES = ("errors", "trials", "synthesis", "accelerator", "mcmc", "patient", "care", "followup")
READS_FILES = {"trials/sheet"}
"""The one noun of the stages that is a file: it reads the one it is given."""

DRAWERS = ("utils", "util", "helpers", "helper", "common", "base", "core", "manager", "misc")

UNMIRRORED = {"agreement", "conftest", "coverage", "docs", "ipdas", "reference", "shape"}
"""Tests that mirror no one file: of documents, shape, simulated intervals, standards, agreement with other programs."""

WORLD = re.compile(
    r"print|input|open|breakpoint|exec|eval"
    r"|sys\.(argv|stdin|stdout|stderr|exit)(\..*)?"
    r"|(datetime\.)?(datetime|date)\.(now|today|utcnow)"
    r"|(np|numpy)\.random\.(?!Generator$|default_rng$|BitGenerator$|SeedSequence$).*"
)
"""What would let the clock, chance or the screen into a stage (the import contracts keep out os, time, random)."""
DISK = re.compile(r".*\.(read_text|read_bytes|write_text|write_bytes|unlink|mkdir|iterdir|glob|rglob|open)")

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
OF_ONE_MACHINE = re.compile(r"(?:(?<![\w./:-])|file://)/(?:work|root|home|tmp|opt|Users)/|find-links|index-url")
OFF_TOPIC = re.compile(r"(?i)\b(?:ai|coding|chat) (?:agents?|assistants?)\b|\blanguage models?\b|\bco-authored-by\b")

NOT_OURS = {"__pycache__", "dist", "node_modules", "shared"}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in NOT_OURS and (path.name == ".ci" or not path.name.startswith(".")):
            yield from _files(path)
        elif path.is_file() and path.name != ".git" and path != Path(__file__).resolve():  # a worktree has a file .git
            yield path


def _texts() -> Iterator[tuple[str, str]]:
    """Every text file of the repository but this one: its path and what it says."""
    for path in _files(ROOT):
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


TEXTS = dict(_texts())
CODE = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
OURS = {name.removeprefix("src/dorsal/"): text for name, text in CODE.items() if name.startswith("src/dorsal/")}


def _stage(name: str) -> bool:
    return name.removesuffix(".py").split("/")[0] in STAGES


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _dotted(node: ast.AST) -> str:
    """`np.random.seed` of the node that says so; a call in the middle reads as nothing."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def too_long(name: str, text: str) -> Iterator[str]:
    """A file is split by noun, a function by step."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{lines} lines, at most {FILE_LINES}: split it by noun"
    for function in _functions(ast.parse(text)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LINES:
            yield f"{function.name} has {length} lines, at most {FUNCTION_LINES}: split it by step"


def impure(name: str, text: str) -> Iterator[str]:
    """A stage takes the clock, the disk, the environment and chance by argument, and prints nothing."""
    if not _stage(name):
        return
    may_read = any(name.startswith(reader) for reader in READS_FILES)
    for node in ast.walk(ast.parse(text)):
        if WORLD.fullmatch(_dotted(node)):
            yield f"line {node.lineno}: {_dotted(node)} in a stage: take the value by argument"
        if isinstance(node, ast.Call):
            called = _dotted(node.func)
            if DISK.fullmatch(called) and not may_read:
                yield f"line {node.lineno}: {called} in a stage: take what it reads by argument"
            if called.endswith("default_rng") and not (node.args or node.keywords):
                yield f"line {node.lineno}: a generator without a seed: take the generator by argument"


def a_drawer(name: str, text: str) -> Iterator[str]:
    """There is no shared drawer: a module is named for the noun that it computes."""
    for part in Path(name).with_suffix("").parts:
        if part in DRAWERS or part.endswith(tuple(f"_{drawer}" for drawer in DRAWERS)):
            yield f"{part} is no noun of the field"


def code_in_init(name: str, text: str) -> Iterator[str]:
    """`__init__.py` holds a docstring and re-exports, for type checkers and late ones (PEP 562) too, nothing else."""
    if Path(name).name != "__init__.py":
        return
    for node in ast.parse(text).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        named = isinstance(node, ast.Assign) and {_dotted(t) for t in node.targets} <= {"__all__", "__version__"}
        late = isinstance(node, ast.If) and _dotted(node.test) == "TYPE_CHECKING"
        if not (docstring or named or late or isinstance(node, (ast.Import, ast.ImportFrom))):
            yield f"line {node.lineno}: code in __init__.py: move it to the file of its noun"


def undocumented(name: str, text: str) -> Iterator[str]:
    """Every module with code, and every public function and class at its top, says what it is."""
    tree = ast.parse(text)
    if tree.body and not ast.get_docstring(tree):
        yield "the module has no docstring"
    for node in tree.body:
        public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield f"{node.name} has no docstring"


RULES = (too_long, impure, a_drawer, code_in_init, undocumented)
WRONG = {
    too_long: [("trials/a.py", "x = 1\n" * 401), ("trials/a.py", "def f():\n" + "    x = 1\n" * 50)],
    impure: [
        ("trials/a.py", "print(1)"),
        ("care/a.py", "from datetime import date\ndate.today()"),
        ("care/a.py", "import datetime\ndatetime.datetime.now()"),
        ("synthesis/a.py", "np.random.permutation(3)"),
        ("synthesis/a.py", "rng = np.random.default_rng()"),
        ("patient/a.py", "open('a')"),
        ("followup/a.py", "from pathlib import Path\nPath('a').read_text()"),
        ("errors.py", "import sys\nsys.stderr.write('a')"),
    ],
    a_drawer: [("trials/utils.py", ""), ("faces/cli_helpers.py", ""), ("core/a.py", "")],
    code_in_init: [("trials/__init__.py", "def f(): pass"), ("trials/__init__.py", "if WINDOWS:\n    import b")],
    undocumented: [("a.py", "x = 1"), ("a.py", "'''A.'''\ndef f(): pass")],
}
RIGHT = {
    impure: [
        ("faces/a.py", "print(1)"),
        ("trials/sheet.py", "path.read_bytes()"),
        ("synthesis/a.py", "rng = np.random.default_rng(seed)"),
        ("care/a.py", "def f(now: datetime.date, time: float): return time"),
    ],
    a_drawer: [("patient/baseline.py", "")],
    code_in_init: [("a/__init__.py", "'''A.'''\nfrom b import c\n__all__ = ['c']")],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_file_breaks(rule: Callable[[str, str], Iterator[str]]) -> None:
    assert not [f"src/dorsal/{name}: {offence}" for name, text in OURS.items() for offence in rule(name, text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_tells_wrong_from_right(rule: Callable[[str, str], Iterator[str]]) -> None:
    assert [case for case in WRONG[rule] if not list(rule(*case))] == []
    assert [case for case in RIGHT.get(rule, []) if list(rule(*case))] == []


def test_no_test_or_benchmark_is_too_long() -> None:
    others = {name: text for name, text in CODE.items() if not name.startswith("src/")}
    assert not [f"{name}: {offence}" for name, text in others.items() for offence in too_long(name, text)]


def test_every_stage_is_under_the_contract_of_purity() -> None:
    contracts = tomllib.loads(TEXTS["pyproject.toml"])["tool"]["importlinter"]["contracts"]
    pure = next(contract for contract in contracts if contract["name"] == "the stages are pure")
    there = {f"dorsal.{stage}" for stage in STAGES if (PACKAGE / stage).is_dir() or (PACKAGE / f"{stage}.py").exists()}
    assert set(pure["source_modules"]) == there


def test_every_test_mirrors_a_module() -> None:
    """tests/trials/test_sheet_faults.py stands for src/dorsal/trials/sheet.py, or the folder of that name."""
    strays = []
    for name in CODE:
        path = Path(name)
        if path.parts[0] == "tests" and path.name.startswith("test_"):
            folder, words = path.parts[1:-1], path.stem.removeprefix("test_").split("_")
            nouns = ["_".join(words[: n + 1]) for n in range(len(words))]
            known = any(
                (PACKAGE.joinpath(*folder, noun)).is_dir() or (PACKAGE.joinpath(*folder, f"{noun}.py")).is_file()
                for noun in nouns
            )
            if not known and not UNMIRRORED & {*folder, *nouns}:
                strays.append(name)
    assert not strays


@pytest.mark.parametrize("words", [UNFINISHED, OF_ONE_MACHINE, OFF_TOPIC], ids=["unfinished", "machine", "off topic"])
def test_no_file_says(words: re.Pattern[str]) -> None:
    assert not [
        f"{name}, line {number}: {line.strip()[:120]}"
        for name, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), 1)
        if words.search(line)
    ]


@pytest.mark.parametrize(
    ("words", "line", "found"),
    [
        (OF_ONE_MACHINE, "see /home/" + "ann/dorsal", True),
        (OF_ONE_MACHINE, "https://example.org/home/page", False),
        (OFF_TOPIC, "written by a coding assistant", True),
        (OFF_TOPIC, "a session with a physiotherapy assistant; anti-inflammatory agents", False),
        (UNFINISHED, "# FIXME later", True),
    ],
)
def test_words_are_found(words: re.Pattern[str], line: str, found: bool) -> None:
    assert bool(words.search(line)) is found
