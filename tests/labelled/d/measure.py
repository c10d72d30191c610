"""Measures the rules on set D: planted errors found, and clean reports with an alarm.

PYTHONPATH=. python tests/labelled/d/measure.py [warehouse folder]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
FINDINGS = """select l.path, l.status, f.code, f.rule_id, f.severity, f.fault, concat_ws(' ', f.message_zh, f.message_en, f.expected, f.actual) as text
  from file_log l left join fact_finding f using (report_id) order by all"""


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    gold = {path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8")) for path in (HERE / "gold").glob("*.json")}
    required = found = optional = optional_found = alarms = 0
    quiet = {"error": 0, "warning": 0, "info": 0}
    for kind in ("clean", "planted"):
        findings = run(kind, folder / kind)
        for file, rows in sorted(findings.items()):
            if rows[0][1] != "accepted":
                print(f"{file}: {rows[0][1]}")
            anomalies = gold[file]["anomalies"]
            hits = [next((row for row in rows if row[4] in ("error", "warning") and fits(row, anomaly)), None) for anomaly in anomalies]
            for anomaly, hit in zip(anomalies, hits, strict=True):
                required += not anomaly.get("optional")
                optional += bool(anomaly.get("optional"))
                found += bool(hit) and not anomaly.get("optional")
                optional_found += bool(hit) and bool(anomaly.get("optional"))
                if not hit:
                    print(f"{file}: MISSED {'(optional) ' if anomaly.get('optional') else ''}{anomaly['code']} {anomaly['text']}")
            others = [row for row in rows if row[4] in ("error", "warning") and not any(fits(row, anomaly) for anomaly in anomalies)]
            alarms += len(others)
            for row in others:
                print(f"{file}: {'ALARM' if kind == 'clean' else 'also'} {row[3]} {row[2]} {row[4]}/{row[5]} {row[6][:330]}")
            if kind == "clean":
                for severity in quiet:
                    quiet[severity] += not any(row[4] == severity for row in rows)
    number = len(list((HERE / "files/clean").iterdir()))
    print(f"required {found}/{required}, optional {optional_found}/{optional}; clean reports without error {quiet['error']}/{number}, "
          f"without warning or error {quiet['warning']}/{number} (no warning), without info {quiet['info']}/{number}; other alarms {alarms}")  # fmt: skip


def run(kind, folder):
    """File name → rows of (path, status, code, rule, severity, fault, text)."""
    arguments = [sys.executable, "-c", "from assets.command_line import main; main()", "run", "--raw", str(HERE / "files" / kind), "--warehouse", str(folder)]
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    found = {}
    for row in duckdb.connect(str(folder / "foi.duckdb"), read_only=True).execute(FINDINGS).fetchall():
        found.setdefault(Path(row[0]).name, []).append(row)
    return found


def fits(row, anomaly):
    text = "".join(unicodedata.normalize("NFKC", row[6] or "").split())
    words = ["".join(unicodedata.normalize("NFKC", word).split()) for word in anomaly["where"]]
    return row[2] in [anomaly["code"], *anomaly.get("also", ())] and (not words or any(word in text for word in words))


if __name__ == "__main__":
    main()
