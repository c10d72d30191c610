"""Where things are and how hard to work: read from the environment once, for Dagster and the command alike.

Belongs here: every environment variable of the project. Not here: anything that acts on them.
"""

import math
import os
import re
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PASSWORD = re.compile(r"password\s*=|://[^/@]*:[^/@]*@", re.IGNORECASE)  # in an address of PostgreSQL
ENGINES = ("local", "ray")
SMTP_SECURITIES = ("starttls", "ssl", "none")
WEBHOOK_KINDS = ("plain", "slack", "wecom", "dingtalk", "feishu")


class SettingsError(ValueError):
    """A variable of the environment does not fit; names it."""


@dataclass(frozen=True)
class Settings:
    """Folders, limits and engine of a run."""

    raw: Path
    warehouse: Path  # folder of the warehouse file, of the layers and of the write lock
    lake: str | None  # address of the shared warehouse that readers ask instead, if there is one
    lake_data: str | None
    publisher: str
    sources: Path | None  # list of sources to fetch from; none: nothing is fetched
    engine: str
    ray_address: str | None
    workers: int
    seconds_per_file: float
    megabytes_per_file: int
    ocr: bool
    most_bytes: int
    wait_for_lock: float
    keep_versions: int
    keep_runs_days: float
    keep_days: int

    @property
    def layers(self):
        return self.warehouse / "layers"

    @property
    def address(self):
        """Where the warehouse is, as one gives it: a folder, or the address of a lake."""
        return self.lake or str(self.warehouse)

    @property
    def place(self):
        """Where the warehouse is, as pipeline.addresses knows it."""
        from pipeline.addresses import place

        return place(self.address, self.lake_data)


def settings(raw=None, warehouse=None, sources=None):
    """Settings from the environment; raw, warehouse and sources override FOI_RAW, FOI_WAREHOUSE and FOI_SOURCES. Raises SettingsError."""
    address = str(warehouse or os.environ.get("FOI_WAREHOUSE") or PROJECT / "data" / "warehouse")
    is_lake = address.startswith("ducklake:")
    if is_lake and PASSWORD.search(address):  # it would stand in messages, in the history of runs and in the explorer
        raise SettingsError("FOI_WAREHOUSE holds a password: leave it out and give it in PGPASSWORD or ~/.pgpass")
    return Settings(
        raw=Path(raw or os.environ.get("FOI_RAW") or PROJECT / "data" / "raw").absolute(),
        warehouse=Path((os.environ.get("FOI_LAYERS") or PROJECT / "data" / "warehouse") if is_lake else address).absolute(),
        lake=address if is_lake else None,
        lake_data=os.environ.get("FOI_LAKE_DATA") or None,
        publisher=os.environ.get("FOI_PUBLISHER") or socket.gethostname(),
        sources=Path(listed).absolute() if (listed := sources or os.environ.get("FOI_SOURCES")) else None,
        engine=_one_of("FOI_ENGINE", ENGINES),
        ray_address=os.environ.get("FOI_RAY_ADDRESS") or None,
        workers=int(_number("FOI_WORKERS", 0, 0)) if os.environ.get("FOI_RAY_ADDRESS") else int(_number("FOI_WORKERS", os.cpu_count() or 1, 1)),
        seconds_per_file=_number("FOI_SECONDS_PER_FILE", 600 if _flag("FOI_OCR") else 30),  # a scanned page takes 10 s
        megabytes_per_file=int(_number("FOI_MEGABYTES_PER_FILE", 4096)),
        ocr=_flag("FOI_OCR"),
        most_bytes=int(_number("FOI_MAX_BYTES", 200 * 2**20)),
        wait_for_lock=_number("FOI_WAIT_FOR_LOCK", 600),
        keep_versions=int(_number("FOI_KEEP_VERSIONS", 7)),
        keep_runs_days=_number("FOI_KEEP_RUNS_DAYS", 180),
        keep_days=int(_number("FOI_KEEP_DAYS", 62)),
    )


@dataclass(frozen=True)
class Alerts:
    """Where alerts go; without an address to mail to and without a webhook there are none. Never printed: it holds passwords."""

    mail_to: tuple[str, ...]
    mail_from: str
    smtp: str  # host:port
    smtp_security: str
    smtp_user: str | None
    smtp_password: str | None
    webhook: str | None
    webhook_kind: str
    stale_hours: float
    ui: str | None

    def __repr__(self):
        return "Alerts(…)"

    @property
    def are_on(self):
        return bool(self.mail_to or self.webhook)


def alerts():
    """Alerts from the environment. Raises SettingsError."""
    get = os.environ.get
    return Alerts(
        mail_to=tuple(address.strip() for address in get("FOI_ALERT_MAIL_TO", "").split(",") if address.strip()),
        mail_from=get("FOI_ALERT_MAIL_FROM", "foi-warehouse@localhost"),
        smtp=get("FOI_ALERT_SMTP", "localhost:587"),
        smtp_security=_one_of("FOI_ALERT_SMTP_SECURITY", SMTP_SECURITIES),
        smtp_user=get("FOI_ALERT_SMTP_USER"),
        smtp_password=get("FOI_ALERT_SMTP_PASSWORD"),
        webhook=get("FOI_ALERT_WEBHOOK") or None,
        webhook_kind=_one_of("FOI_ALERT_WEBHOOK_KIND", WEBHOOK_KINDS),
        stale_hours=_number("FOI_STALE_HOURS", 30),
        ui=get("FOI_UI_ADDRESS"),
    )


def _flag(name):
    return os.environ.get(name, "").strip().lower() not in ("", "0", "no", "false", "off")


def _number(name, default, least=0):
    text = os.environ.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (least <= number < math.inf):
        raise SettingsError(f"{name} must be a number of at least {least}, not {text!r}")
    return number


def _one_of(name, values):
    """The first of the values unless the variable says another."""
    value = os.environ.get(name) or values[0]
    if value not in values:
        raise SettingsError(f"{name} must be one of {', '.join(values)}, not {value!r}")
    return value


def use_dagster_home():
    """Sets DAGSTER_HOME to the project's own folder unless it is set (to more than nothing), so that runs from the shell and the UI share one history."""
    home = Path(os.environ.get("DAGSTER_HOME") or PROJECT / ".dagster").absolute()
    os.environ["DAGSTER_HOME"] = str(home)
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    if not config.exists():
        with tempfile.TemporaryDirectory(dir=home) as own:  # put in place whole: another process or thread may begin at the same time
            Path(shutil.copy(PROJECT / "deploy" / "dagster.yaml", own)).replace(config)
    return home
