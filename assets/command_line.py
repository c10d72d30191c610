"""The command `foi`: runs the job, asks the warehouse, checks the codebook.

Belongs here: arguments and how results look in a terminal. Not here: what is computed (pipeline/), what a run does (definitions.py).
Imports of the heavy libraries stand in the commands, so that help and errors come at once.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from assets.settings import settings, use_dagster_home

FORMATS = click.Choice(["table", "json", "csv"])


class Commands(click.Group):
    """Shows errors that a person can mend as one line, without a traceback."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except (FileNotFoundError, NotADirectoryError, PermissionError, BlockingIOError, ConnectionError) as error:
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
@click.option("--raw", type=click.Path(file_okay=False, path_type=Path), help="Landing folder [FOI_RAW, default data/raw].")
@click.option("--warehouse", help="Warehouse folder or ducklake: address [FOI_WAREHOUSE, default data/warehouse].")
@click.option("--accept-losses", is_flag=True, help="Publish even if there is much less in the new warehouse than in the published one.")
@click.option("--whole", is_flag=True, help="Build the warehouse from all layers and publish it, even if nothing is new.")
@click.option("--only", multiple=True, metavar="KEY=VALUE", help="Of the known documents, make only these again: year=…, district=…, office=…")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
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
@click.option("--raw", type=click.Path(file_okay=False, path_type=Path), help="Landing folder [FOI_RAW, default data/raw].")
@click.option("--json", "as_json", is_flag=True, help="Print what came of each source as JSON.")
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
@click.argument("sql", required=False)
@click.option("--saved", metavar="NAME", help="A saved question (schemas/cookbook): its name, number, or part of the name.")
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def query(sql, saved, warehouse, form, as_json):
    """Ask the published warehouse in SQL, or one of the saved questions; without either, list those.

    \b
    foi query "SELECT year, sum(value) FROM v_indicator WHERE measure = 'foi.application.new' AND applicant_type = 'total' GROUP BY year"
    foi query "SHOW TABLES"
    foi query --saved 8
    foi query --saved missing-against-zero --format csv
    """
    from assets.terminal import show_frame, show_question, show_questions
    from pipeline.warehouse import QueryError, query
    from schemas.cookbook import question, questions

    form = "json" if as_json else form
    if not sql and not saved:
        show_questions(questions().values())
        return
    if saved:
        try:
            asked = question(saved)
        except KeyError as error:
            raise click.ClickException(error.args[0]) from error
        show_question(asked, form)
        sql = asked.sql
    try:
        frame = query(_file(warehouse), sql)
    except QueryError as error:
        raise click.ClickException(str(error)) from error
    show_frame(frame, form)


@main.command()
@click.argument("office")
@click.argument("year", type=int)
@click.argument("indicator")
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
@click.option("--json", "as_json", is_flag=True)
def explain(office, year, indicator, warehouse, as_json):
    """Show where a value comes from: cell or sentence, file, rules that touch it.

    OFFICE and INDICATOR may be parts of names, INDICATOR also a code.

    \b
    foi explain 果园街道 2017 主动公开政府信息数
    foi explain 永嘉县 2020 foi.application.new
    """
    from assets.terminal import show_explanation
    from pipeline.explanation import explain

    found = explain(_file(warehouse), office, year, indicator)
    if not found:
        raise click.ClickException(
            f"no value of an indicator like '{indicator}' for an office like '{office}' in {year}; try `foi query \"FROM v_coverage WHERE office LIKE '%{office}%'\"`"
        )
    click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str)) if as_json else show_explanation(found)


@main.command()
@click.option("--office", help="Part of an office's full name.")
@click.option("--district", help="District, county or city.")
@click.option("--year", type=int)
@click.option("--severity", type=click.Choice(["error", "warning", "info"]), help="This and worse; warning for xlsx, else all.")
@click.option("--code", help="Only this kind of finding (IDENTITY_SUM, TEXT_TABLE, …) or rule (T3-01, …).")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File for xlsx [整改清单.xlsx].")
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def findings(office, district, year, severity, code, form, output, warehouse):
    """List what is wrong in the accepted reports, with place and what to check; as xlsx the list 整改清单 to send out.

    \b
    foi findings --district 密云区 --year 2018 --severity error
    foi findings --office 鼓楼街道 --code TEXT_TABLE
    foi findings --district 密云区 --year 2018 --format xlsx --output 整改清单.xlsx
    foi findings --year 2023 --format json
    """
    from assets.terminal import show_findings
    from pipeline.findings_list import scorecard, select, workbook

    file, where = _file(warehouse), {"office": office, "district": district, "year": year}
    if form == "xlsx":
        path = output or Path("整改清单.xlsx")
        found = select(file, severity=severity or "warning", code=code, **where)
        year_of = f"{year}年度" if year else ""
        workbook(found, scorecard(file, **where), path, f"{district or office or ''}{year_of}政府信息公开工作年度报告问题整改清单")
        click.echo(f"{found.height} findings → {path}")
    else:
        show_findings(select(file, severity=severity, code=code, **where), form)


@main.command()
@click.option("--office", help="Part of an office's full name.")
@click.option("--district", help="District, county or city.")
@click.option("--year", type=int)
@click.option("--by", type=click.Choice(["report", "district"]), default="report", show_default=True)
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def scorecard(office, district, year, by, form, warehouse):
    """Score the accepted reports by their errors and warnings: each report, or each district and year.

    \b
    foi scorecard --district 密云区 --year 2018
    foi scorecard --by district --format csv
    """
    from assets.terminal import show_frame
    from pipeline import findings_list

    file = _file(warehouse)
    frame = findings_list.district_scorecard(file, district, year) if by == "district" else findings_list.scorecard(file, office, district, year)
    show_frame(frame, form)


@main.command()
@click.option("--reason", help="Only this reason code.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def quarantine(reason, form, warehouse):
    """List files that were not taken: reason, what it means, what to do.

    \b
    foi quarantine
    foi quarantine --reason broken --format csv
    """
    from assets.terminal import show_quarantine
    from pipeline.warehouse import query

    condition = "AND reason = $reason" if reason else ""
    frame = query(
        _file(warehouse),
        f"SELECT path, format, reason, detail, bytes, first_seen FROM file_log WHERE status = 'quarantined' {condition} ORDER BY reason, path",
        {"reason": reason} if reason else None,
    )
    show_quarantine(frame, form)


@main.command()
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def versions(form, warehouse):
    """List the versions of the warehouse that are kept (FOI_KEEP_VERSIONS), the newest first.

    \b
    foi versions
    """
    from assets.terminal import show_versions
    from pipeline.addresses import versions

    show_versions(versions(settings(warehouse=warehouse).place), form)


@main.command()
@click.argument("version", required=False)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
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
@click.option("--warehouse", help="ducklake: address.")
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
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--what", type=click.Choice(["office", "report", "value", "finding"]), help="Only these.")
@click.option("--summary", is_flag=True, help="Only how many.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def diff(old, new, what, summary, form, warehouse):
    """Show what differs between two versions: offices, reports, values, findings.

    OLD and NEW are names of versions or how they begin (see `foi versions`); NEW is the published one unless given, OLD the one before it.

    \b
    foi diff                                  what the last night changed
    foi diff 20260131 --summary
    foi diff 20260131 20260215 --what value --format csv
    """
    from assets.terminal import show_frame
    from pipeline.comparison import counted, differences
    from pipeline.addresses import find
    from pipeline.publication import NoSuchVersion
    from pipeline.warehouse import QueryError

    place = settings(warehouse=warehouse).place
    try:
        frame = differences(find(place, old).path, find(place, new).path if new else _file(warehouse))
    except (NoSuchVersion, QueryError) as error:
        raise click.ClickException(str(error)) from error
    if what:
        frame = frame.filter(frame["what"] == what)
    show_frame(counted(frame) if summary else frame, form)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only unless you put it behind a login (docs/operations.md).")
@click.option("--port", default=8090, show_default=True)
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def explore(host, port, warehouse):
    """Serve the explorer: overview, coverage, offices, indicators, proof of every value, findings, SQL.

    \b
    foi explore
    foi explore --port 8090 --warehouse /srv/foi
    """
    from assets.explorer.application import serve

    click.echo(f"http://{host}:{port}")
    where = settings(warehouse=warehouse)
    serve(where.warehouse, where.raw, host, port)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["parquet", "csv", "all", "xlsx"]), default="all", show_default=True)
@click.option("--district", help="District, city or province of the workbook (xlsx).")
@click.option("--year", type=int, help="Year of the workbook; all years without it.")
@click.option("--warehouse", help="Warehouse folder or ducklake: address.")
def export(folder, form, district, year, warehouse):
    """Write the warehouse to FOLDER for other tools: Parquet, CSV for Excel, datapackage.json, checksums; or a district's Excel workbook.

    \b
    foi export exports
    foi export exports/csv --format csv
    foi export workbooks --district 密云区 --year 2021 --format xlsx
    """
    from pipeline import district_workbook, exports

    file = _file(warehouse)
    if (form == "xlsx") != bool(district) or (year and not district):
        raise click.UsageError("--district (and --year) go with --format xlsx, and xlsx needs --district")
    try:
        if form == "xlsx":
            path = folder / f"{district}{year or ''}.xlsx"
            sheets = district_workbook.write(file, path, district, year)
            click.echo(f"{path}: " + "，".join(f"{name} {rows}" for name, rows in sheets.items()))
        else:
            paths = exports.export(file, folder, ("parquet", "csv") if form == "all" else (form,))
            click.echo(f"{len(paths)} files → {folder}")
    except (exports.ExportError, LookupError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="docs/dictionary")
def dictionary(folder):
    """Write the data dictionary, made from the codebook, to FOLDER (docs/dictionary)."""
    from schemas.dictionary import pages

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(pages())} pages → {folder}")


@main.command("check-codebook")
@click.option("--json", "as_json", is_flag=True)
def check_codebook(as_json):
    """Check forms, indicators, rules, patterns, their references and their examples; explain each error by file, entry and key."""
    from pipeline.prose.prose_examples import prose_problems
    from pipeline.rules.rule_examples import rule_problems
    from schemas.codebook import Codebook

    problems = Codebook().problems() or [*prose_problems(), *rule_problems()]
    if as_json:
        click.echo(json.dumps([problem._asdict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo("codebook: no errors" if not problems else f"codebook: {len(problems)} errors")
    sys.exit(1 if problems else 0)


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


def _file(warehouse):
    from pipeline.addresses import readable

    return readable(settings(warehouse=warehouse).place)


if __name__ == "__main__":
    main()
