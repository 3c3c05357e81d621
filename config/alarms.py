"""Settings of looking after the service; docs/operations.md says what to do."""

import tomllib
from pathlib import Path

from . import environment

PROJECT_FILE = Path(__file__).resolve().parent.parent / "pyproject.toml"
VERSION = tomllib.loads(PROJECT_FILE.read_text())["project"]["version"]

# After how many seconds of silence or delay a part is reported as failing. The clock
# ticks every 20 seconds, and a letter may well wait for a round's letters before it.
LIMITS = {
    "beat": 120,
    "tick": 120,
    "worker": 120,
    "outbox": 900,
    "seal": 300,
    "rounds": 300,
}
ALARM_SECONDS = {
    name: environment.number(f"ALARM_{name.upper()}_SECONDS", seconds, least=1)
    for name, seconds in LIMITS.items()
}
# With none the metrics are read from this machine only.
METRICS_TOKEN = environment.text("METRICS_TOKEN")
