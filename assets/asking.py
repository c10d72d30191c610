"""The commands that only read a published warehouse: ask it, explain, list, compare, export.

Belongs here: arguments and how results look in a terminal. Not here: what is computed (pipeline/), commands that change something (command_line.py).
Imports of the heavy libraries stand in the commands, so that help and errors come at once.
"""

import json
from pathlib import Path

import click

from assets.options import FORMATS, district_option, format_option, json_option, office_option, warehouse_option, year_option
from assets.settings import settings


@click.command()
@click.argument("sql", required=False)
@click.option("--saved", metavar="NAME", help="A saved question (schemas/cookbook): its name, number, or part of the name.")
@warehouse_option
@format_option
@json_option
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
    if sql and saved:
        raise click.UsageError("either SQL or --saved, not both")
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


@click.command()
@click.argument("office")
@click.argument("year", type=int)
@click.argument("indicator")
@click.option("--left-out", is_flag=True, help="The numbers of the prose that were not taken, and why, in sentences that hold INDICATOR.")
@warehouse_option
@json_option
def explain(office, year, indicator, left_out, warehouse, as_json):
    """Show where a value comes from: cell or sentence, file, rules that touch it; or, where there is none, why a number of the prose was left out.

    OFFICE and INDICATOR may be parts of names, INDICATOR also a code.

    \b
    foi explain 果园街道 2017 主动公开政府信息数
    foi explain 永嘉县 2020 foi.application.new
    foi explain 永嘉县 2020 补贴 --left-out
    """
    from assets.terminal import show_explanation, show_left_out
    from pipeline import explanation
    from pipeline.layers import Layers

    file = _file(warehouse)
    found = [] if left_out else explanation.explain(file, office, year, indicator)
    others = [] if found else explanation.left_out(file, Layers(settings(warehouse=warehouse).layers), office, year, indicator)
    if others:
        click.echo(json.dumps(others, ensure_ascii=False, indent=2, default=str)) if as_json else show_left_out(others)
        return
    if not found and left_out:
        raise click.ClickException(f"no sentence with '{indicator}' holds a number that was left out, in reports of offices like '{office}' of {year}")
    if not found:
        raise click.ClickException(
            f"no value of an indicator like '{indicator}' for an office like '{office}' in {year}; try `foi query \"FROM v_coverage WHERE office LIKE '%{office}%'\"`"
        )
    click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str)) if as_json else show_explanation(found)


@click.command()
@office_option
@district_option
@year_option
@click.option("--severity", type=click.Choice(["error", "warning", "info"]), help="This and worse; warning for xlsx, else all.")
@click.option("--code", help="Only this kind of finding (IDENTITY_SUM, TEXT_TABLE, …) or rule (T3-01, …).")
@click.option("--format", "form", type=click.Choice([*FORMATS, "xlsx"]), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File for xlsx [整改清单.xlsx].")
@warehouse_option
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
    from schemas.codebook import codebook

    file, where = _file(warehouse), {"office": office, "district": district, "year": year}
    if code:
        _known(code, [*codebook().finding_codes, *codebook().rules], "finding code or rule")
    if any(where.values()) and scorecard(file, **where).is_empty():
        raise click.ClickException(f"no accepted report of {', '.join(f'{name} {value}' for name, value in where.items() if value)}")
    if form == "xlsx":
        path = output or Path("整改清单.xlsx")
        found = select(file, severity=severity or "warning", code=code, **where)
        year_of = f"{year}年度" if year else ""
        workbook(found, scorecard(file, **where), path, f"{district or office or ''}{year_of}政府信息公开工作年度报告问题整改清单")
        click.echo(f"{found.height} findings → {path}")
    else:
        show_findings(select(file, severity=severity, code=code, **where), form)


@click.command()
@office_option
@district_option
@year_option
@click.option("--by", type=click.Choice(["report", "district"]), default="report", show_default=True)
@format_option
@warehouse_option
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


@click.command()
@click.option("--reason", help="Only this reason code.")
@format_option
@warehouse_option
def quarantine(reason, form, warehouse):
    """List files of the landing folder that were not taken: reason, what it means, what to do.

    \b
    foi quarantine
    foi quarantine --reason broken --format csv
    """
    from assets.terminal import show_quarantine
    from pipeline.warehouse import query
    from schemas.codebook import codebook

    if reason:
        _known(reason, [name for name, entry in codebook().reasons.items() if entry.status == "quarantined"], "reason")
    condition = "AND reason = $reason" if reason else ""
    frame = query(
        _file(warehouse),
        f"SELECT path, format, reason, detail, bytes, first_seen FROM file_log WHERE status = 'quarantined' AND NOT is_gone {condition} ORDER BY reason, path",
        {"reason": reason} if reason else None,
    )
    show_quarantine(frame, form, reason)


@click.command()
@format_option
@warehouse_option
def versions(form, warehouse):
    """List the versions of the warehouse that are kept (FOI_KEEP_VERSIONS), the newest first.

    \b
    foi versions
    """
    from assets.terminal import show_versions
    from pipeline.addresses import versions

    place = settings(warehouse=warehouse).place
    kept = versions(place)
    if not kept:
        raise FileNotFoundError(f"{place}: nothing was published there; run `foi run` first")
    show_versions(kept, form)


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--what", type=click.Choice(["office", "report", "value", "finding"]), help="Only these.")
@click.option("--summary", is_flag=True, help="Only how many.")
@format_option
@warehouse_option
def diff(old, new, what, summary, form, warehouse):
    """Show what differs between two versions: offices, reports, values, findings.

    OLD and NEW are names of versions or how they begin (see `foi versions`); NEW is the published one unless given, OLD the one before it.

    \b
    foi diff                                  what the last night changed
    foi diff 20260131 --summary
    foi diff 20260131 20260215 --what value --format csv
    """
    from assets.terminal import show_frame
    from pipeline.addresses import find
    from pipeline.comparison import counted, differences
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


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["parquet", "csv", "all", "xlsx"]), default="all", show_default=True)
@district_option
@year_option
@warehouse_option
def export(folder, form, district, year, warehouse):
    """Write the warehouse to FOLDER for other tools: Parquet, CSV for Excel, datapackage.json, checksums; or a district's Excel workbook.

    --district (also a city or province) and --year choose what stands in the workbook; without --year it has all years.

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


def _known(name, names, what):
    """Ends the command where there is no such name, which would look as if there were nothing to tell."""
    if name not in names:
        raise click.ClickException(f"no {what} '{name}'; there are {', '.join(names)}")


def _file(warehouse):
    from pipeline.addresses import readable

    return readable(settings(warehouse=warehouse).place)


COMMANDS = (query, explain, findings, scorecard, quarantine, versions, diff, export)
