"""The house rules that no tool knows: functions of a module that yield a sentence for every breach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.code import Module, last_name, words_in

FILE_LINES = 400
FUNCTION_LINES = 40
THEME = re.compile(r"views/widgets/(theme|tokens)\.py")

_SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR \w+ )?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s|PRAGMA\s)"
)
_COLOUR = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|rgba?\(.*\)")
_FONT_SETTERS = {"setPointSize", "setPointSizeF", "setPixelSize", "setFamily", "setFamilies"}
_SIZE_SETTERS = {"setContentsMargins", "setSpacing", "setHorizontalSpacing", "setVerticalSpacing"}
_SEEN_BY_PEOPLE = {
    *(
        "setText",
        "setToolTip",
        "setStatusTip",
        "setWhatsThis",
        "setWindowTitle",
        "setTitle",
        "setPlaceholderText",
    ),
    *(
        "setAccessibleName",
        "setAccessibleDescription",
        "setInformativeText",
        "setDetailedText",
        "setLabelText",
    ),
    *("addAction", "addMenu", "addTab", "insertTab", "setTabText", "setTabToolTip", "setHeaderLabels"),
    *(
        "setHorizontalHeaderLabels",
        "setVerticalHeaderLabels",
        "addRow",
        "setPrefix",
        "setSuffix",
        "showMessage",
    ),
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("PersonError", "Invalid", "NotAllowed", "NotFound", "Conflict", "Unavailable"),
}
_SEEN_KEYWORDS = {"what_now", "title", "text", "toolTip", "placeholderText", "windowTitle", "sentence"}


def long_file(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > FILE_LINES:
        yield f"{module.path} has {lines} lines, more than {FILE_LINES}: split it by what it is about"


def long_functions(module: Module) -> Iterator[tuple[str, int]]:
    """The name and the lines of each function that is too long, its docstring not counted."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{module.path}::{node.name}", lines


def untranslated(module: Module) -> Iterator[str]:
    """Words for people that do not go through `tr`, and computed texts that it cannot look up."""
    for call, name in module.calls():
        if name == "tr" and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
            yield f'{module.at(call)}: tr() needs plain text and values by name: tr("{{n}} videos", n=3)'
        if name not in _SEEN_BY_PEOPLE:
            continue
        spoken = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in _SEEN_KEYWORDS)]
        for argument in spoken:
            if any(letter.isalpha() for letter in words_in(argument)):
                yield f"{module.at(argument)}: {name}({words_in(argument)!r}) does not go through tr()"


def painted_by_hand(module: Module) -> Iterator[str]:
    """Colours, fonts, style sheets and spacing outside of the theme."""
    if THEME.fullmatch(module.path):
        return
    advice = "belongs in views/widgets/tokens.py or theme.py"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _COLOUR.fullmatch(node.value):
            yield f"{module.at(node)}: the colour {node.value} {advice}"
        named = isinstance(node, ast.Attribute) and last_name(node.value) == "GlobalColor"
        if named and isinstance(node, ast.Attribute) and node.attr != "transparent":
            yield f"{module.at(node)}: the colour {node.attr} {advice}"
    for call, name in module.calls():
        literals = [argument for argument in call.args if _number(argument) or words_in(argument)]
        if name == "setStyleSheet" and call.args and words_in(call.args[0]):
            yield f"{module.at(call)}: a style sheet {advice}"
        if (name in ("QColor", "QFont") or name in _FONT_SETTERS) and literals:
            yield f"{module.at(call)}: {name} with a value of its own {advice}"
        if name in _SIZE_SETTERS and any(_number(argument) for argument in call.args):
            yield f"{module.at(call)}: {name} with numbers: take the theme's spacing"


def sql(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value):
            yield f"{module.at(node)}: SQL belongs in models: {node.value.strip()[:40]!r}"


def uses_message_box(module: Module) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "QMessageBox" for node in ast.walk(module.tree))


def _number(node: ast.expr) -> float:
    """The value of a number written down here; 0 when it is none."""
    if isinstance(node, ast.UnaryOp):
        return _number(node.operand)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else 0
