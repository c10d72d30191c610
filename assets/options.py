"""The options that several commands share, said and explained once.

Belongs here: options. Not here: what a command does with them (command_line.py, asking.py).
"""

from pathlib import Path

import click

FORMATS = ("table", "json", "csv")

raw_option = click.option("--raw", type=click.Path(file_okay=False, path_type=Path), help="Landing folder [FOI_RAW, default data/raw].")
warehouse_option = click.option("--warehouse", help="Warehouse folder or ducklake: address [FOI_WAREHOUSE, default data/warehouse].")
format_option = click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")
office_option = click.option("--office", help="Part of an office's full name.")
district_option = click.option("--district", help="District, county or city.")
year_option = click.option("--year", type=int, help="Year that is reported on.")
