"""The command `foi`, and those of its commands that do something: run the job, fetch, roll back, check the codebook, serve.

Belongs here: arguments and how results look in a terminal. Not here: what is computed (pipeline/), what a run does (definitions.py), commands that only
read a warehouse (asking.py).
Imports of the heavy libraries stand in the commands, so that help and errors come at once.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from assets import asking
from assets.options import json_option, raw_option, warehouse_option
from assets.settings import SettingsError, settings, use_dagster_home


class Commands(click.Group):
    """Shows errors that a person can mend as one line, without a traceback."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except (FileNotFoundError, NotADirectoryError, PermissionError, BlockingIOError, ConnectionError, SettingsError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="foi-warehouse")
def main():
    """政府信息公开工作年度报告数据仓库: annual FOI reports as a warehouse that answers in SQL.

    \b
    foi run                                   build the warehouse from data/raw
    foi fetch --sources sources.yml           fetch reports from web sites, buckets and folders
    foi query "FROM v_series LIMIT 5"         ask it
    foi explain 果园街道 2017 主动公开         where does a number come from
    foi findings --year 2018                  what is wrong in the reports
    foi quarantine                            what was not taken, and why
    foi versions                              what was published before; foi rollback goes back
    foi diff                                  what the last night changed
    """


@main.command()
@raw_option
@warehouse_option
@click.option("--accept-losses", is_flag=True, help="Publish even if there is much less in the new warehouse than in the published one.")
@click.option("--whole", is_flag=True, help="Build the warehouse from all layers and publish it, even if nothing is new.")
@click.option("--only", multiple=True, metavar="KEY=VALUE", help="Of the known documents, make only these again: year=…, district=…, office=…")
@json_option
def run(raw, warehouse, accept_losses, whole, only, as_json):
    """Read what is new in the landing folder and publish the warehouse: the same job as the nightly schedule.

    \b
    foi run
    foi run --raw /srv/reports --warehouse /srv/foi
    foi run --only year=2018 --only district=密云区  after a change of the codebook, to try it
    foi run --accept-losses                       after files were removed on purpose
    """
    from assets.running import run_job

    summary = run_job(settings(raw, warehouse), accept_losses=accept_losses, whole=whole, only=list(only))
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        from assets.terminal import show_summary

        show_summary(summary, warehouse)
    sys.exit(1 if summary["outcome"] == "failed" else 0)


@main.command()
@click.option("--sources", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="List of sources [FOI_SOURCES].")
@raw_option
@json_option
def fetch(sources, raw, as_json):
    """Fetch what is new from the sources of a list into the landing folder; `foi run` does it too where FOI_SOURCES is set.

    \b
    foi fetch --sources sources.yml
    """
    import dataclasses

    from assets.fetching import Fetching, fetch_sources
    from pipeline.landing.sources import SourcesError

    chosen = settings(raw, sources=sources)
    if chosen.sources is None:
        raise click.ClickException("no sources: give --sources FILE or set FOI_SOURCES (docs/operations.md)")
    try:
        outcomes = fetch_sources(chosen, lambda line: None if as_json else click.echo(line))
    except (SourcesError, Fetching) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        rows = [dataclasses.asdict(outcome) | {"troubles": [trouble._asdict() for trouble in outcome.troubles]} for outcome in outcomes]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    sys.exit(1 if any(outcome.troubles for outcome in outcomes) else 0)


@main.command()
@click.argument("version", required=False)
@warehouse_option
def rollback(version, warehouse):
    """Publish an earlier version again: VERSION (or how its name begins), or the one before the published.

    What was rolled back from is not published again until files, codebook or code change.

    \b
    foi rollback
    foi rollback 20260131T0
    """
    from assets.workspace import write_lock
    from pipeline.addresses import rollback
    from pipeline.publication import NoSuchVersion

    where = settings(warehouse=warehouse)
    try:
        with write_lock(where.warehouse, "foi rollback", where.wait_for_lock, lambda message: click.echo(message, err=True)):
            click.echo(f"published is again {rollback(where.place, version, datetime.now(UTC)).name}")
    except NoSuchVersion as error:
        raise click.ClickException(str(error)) from error


@main.command()
@warehouse_option
def compact(warehouse):
    """Tidy a shared warehouse: forget versions older than FOI_KEEP_DAYS but the last FOI_KEEP_VERSIONS, put small files together, delete what nobody reads.

    The schedule every_week does the same. A warehouse in a folder needs none of it.

    \b
    foi compact
    """
    from pipeline.sharing import maintain_lake

    where = settings(warehouse=warehouse)
    if not where.lake:
        raise click.ClickException("only a shared warehouse (FOI_WAREHOUSE=ducklake:…) needs to be compacted")
    click.echo(f"{maintain_lake(where.place, where.keep_versions, where.keep_days)} old versions forgotten, files compacted")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only unless you put it behind a login (docs/operations.md).")
@click.option("--port", default=8090, show_default=True)
@warehouse_option
def explore(host, port, warehouse):
    """Serve the explorer: overview, coverage, offices, indicators, proof of every value, findings, SQL.

    \b
    foi explore
    foi explore --port 8090 --warehouse /srv/foi
    """
    from assets.explorer.application import serve
    from pipeline.addresses import lasting

    click.echo(f"http://{host}:{port}")
    where = settings(warehouse=warehouse)
    serve(lasting(where.place, where.warehouse), where.layers, where.raw, host, port)


@main.command()
@click.option("--port", default=3000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only unless you put it behind a login (docs/operations.md).")
def ui(port, host):
    """Open the Dagster UI: lineage, runs, checks, schedule."""
    import os

    use_dagster_home()
    project = Path(__file__).parent.parent
    os.chdir(project)
    os.execv(str(Path(sys.executable).parent / "dagster"), ["dagster", "dev", "-w", "workspace.yaml", "-p", str(port), "-h", host])


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="docs/dictionary")
def dictionary(folder):
    """Write the data dictionary, made from the codebook, to FOLDER (docs/dictionary)."""
    from schemas.dictionary import pages

    folder.mkdir(parents=True, exist_ok=True)
    written = pages()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(written)} pages → {folder}")


@main.command("check-codebook")
@json_option
def check_codebook(as_json):
    """Check forms, indicators, rules, patterns, their references and their examples; explain each error by file, entry and key."""
    from pipeline.prose.prose_examples import prose_problems
    from pipeline.rules.rule_examples import rule_problems
    from schemas.consistency import shipped_problems

    problems = [*shipped_problems()] or [*prose_problems(), *rule_problems()]
    if as_json:
        click.echo(json.dumps([problem._asdict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo("codebook: no errors" if not problems else f"codebook: {len(problems)} errors")
    sys.exit(1 if problems else 0)


for command in asking.COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
