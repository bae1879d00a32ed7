"""Who may know whom, beyond the layers that import-linter holds (see pyproject.toml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import grimp
import pytest

from tests.support.code import DOMAINS, LAYERS

ROOT = (
    "app.account_desk",
    "app.home_desk",
    "app.notices_desk",
    "app.start", "app.bootstrap", "app.domains", "app.opening", "app.services",
    "app.refusing", "app.sweeping", "app.tour", "app.trade_desk", "app.wallet_desk", "app.workspaces"
)  # fmt: skip
GATHERERS = ("models.schema", "models.handlers", "models.migrations")  # they know all of the models


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*LAYERS, cache_dir=None)


def imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def domain_of(module: str) -> str | None:
    """The workspace a module belongs to; None for what is shared and for Home."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] != "app" and parts[1] in DOMAINS else None


def knows_another_domain(importer: str, imported: str) -> bool:
    """Only the composition root, Home and what gathers the tables may know a domain that is not their own."""
    domain = domain_of(imported)
    knows_all = importer.split(".")[1:2] == ["home"] or importer.startswith((*ROOT, *GATHERERS))
    return domain is not None and domain != domain_of(importer) and not knows_all


def reads_foreign_tables(importer: str, imported: str) -> bool:
    """Tables are private to their package; the core's are for all models."""
    top, package, *rest = [*imported.split("."), ""]
    if top != "models" or "tables" not in rest:
        return False
    is_inside = importer.split(".")[:2] == [top, package]
    return not (
        is_inside or importer.startswith(GATHERERS) or (package == "core" and importer.startswith("models."))
    )


def imports_home(importer: str, imported: str) -> bool:
    is_home = imported.split(".")[1:2] == ["home"]
    return is_home and importer.split(".")[1:2] != ["home"] and not importer.startswith(ROOT)


@pytest.mark.parametrize("is_wrong", [knows_another_domain, reads_foreign_tables, imports_home])
def test_nobody_imports_what_is_not_theirs(
    graph: grimp.ImportGraph, is_wrong: Callable[[str, str], bool]
) -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer, imported in imports(graph)
        if is_wrong(importer, imported)
    ]
    assert not wrong, "\n".join([is_wrong.__name__.replace("_", " ") + ":", *wrong])


def test_commands_reach_no_provider(graph: grimp.ImportGraph) -> None:
    """A command is replayed: whatever is outside is asked before it is sent, never by its handler."""
    chains: list[tuple[str, ...]] = []
    for domain in graph.find_children("models"):
        commands, providers = f"{domain}.commands", f"{domain}.providers"
        if commands in graph.modules and providers in graph.modules:
            chains += graph.find_shortest_chains(commands, providers, as_packages=True)
    assert not chains, "\n".join(" → ".join(chain) for chain in chains)


def test_the_app_package_holds_the_root_and_the_kernel(graph: grimp.ImportGraph) -> None:
    strange = {name for name in graph.find_descendants("app") if not name.startswith((*ROOT, "app.kernel"))}
    assert not strange, f"app is for the composition root and the kernel, not for {strange}"


@pytest.mark.parametrize(
    ("is_wrong", "importer", "imported", "expected"),
    [
        (knows_another_domain, "views.video.player", "controllers.trading.orders", True),
        (knows_another_domain, "models.core.dispatcher", "models.video.commands", True),
        (knows_another_domain, "views.shell.window", "views.video.workspace", True),
        (knows_another_domain, "app.kernel.gateway", "models.video.commands", True),
        (knows_another_domain, "views.video.player", "controllers.video.player", False),
        (knows_another_domain, "views.home.page", "controllers.video.library", False),
        (knows_another_domain, "app.bootstrap", "views.video.workspace", False),
        (knows_another_domain, "views.video.player", "views.widgets.theme", False),
        (reads_foreign_tables, "models.trading.queries", "models.accounts.tables", True),
        (reads_foreign_tables, "controllers.video.library", "models.video.tables", True),
        (reads_foreign_tables, "controllers.video.library", "models.core.tables", True),
        (reads_foreign_tables, "models.video.queries", "models.core.tables", False),
        (reads_foreign_tables, "models.video.queries", "models.video.tables", False),
        (reads_foreign_tables, "models.migrations.env", "models.video.tables", False),
        (imports_home, "views.video.workspace", "views.home.page", True),
        (imports_home, "app.domains", "views.home.page", False),
    ],
)
def test_the_rules_see_a_planted_breach(
    is_wrong: Callable[[str, str], bool], importer: str, imported: str, expected: bool
) -> None:
    assert is_wrong(importer, imported) is expected
