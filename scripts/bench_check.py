"""Measure how long authors wait for `elearn check`.

    python -m scripts.bench_check

The command is measured whole, with its start and with nothing remembered. On a busy
machine the seconds of the processor say more than those of the clock.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from elearn.coursefiles.memory import Memory
from elearn.domain.proof import prove_scenario
from elearn.resources import find_bundled
from elearn.services.checking_folders import check_folders
from scripts.bench_report import Report
from scripts.large_story import make_large_story

_COMMAND = Path(sys.executable).with_name("elearn")


def main() -> int:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="elearn-bench-") as folder:
        measure_check(Path(folder), report)
    return 1 if report.missed else 0


def measure_check(folder: Path, report: Report) -> None:
    """Check what ships, then a hundred and a thousand modules; prove a large story."""
    ships, memory = find_bundled("courses"), Memory(folder / "memory")
    check_command(ships, "check: the five that ship", report, 1, rounds=5)
    today = datetime.now(UTC).date()
    check_folders(ships, today, memory, "courses")
    start = time.perf_counter()
    check_folders(ships, today, memory, "courses")
    taken = time.perf_counter() - start
    report.line("check: the same again, once loaded", taken, 0.2, "s")
    copy_modules(folder / "some", 100)
    copy_modules(folder / "many", 1000)
    _, some = time_command(folder / "some")
    many = check_command(folder / "many", "check: 1,000 modules", report, 10)
    report.line("check: CPU for ten times the modules", many / some, 10, "times")
    story = make_large_story()
    start = time.perf_counter()
    proof = prove_scenario(story, with_figures=False)
    report.line("proof: 150 scenes with loops", time.perf_counter() - start, 1, "s")
    if not proof.complete:
        report.missed.append("the proof of 150 scenes is not complete")


def check_command(
    folder: Path, what: str, report: Report, budget: float, rounds: int = 1
) -> float:
    """Tell how long a check takes from a cold start; give its CPU seconds.

    It is measured *rounds* times, and the one in the middle counts.
    """
    times = [time_command(folder) for _ in range(rounds)]
    taken, processor = sorted(times)[rounds // 2]
    report.line(what, taken, budget, "s")
    print(f"{f'{what}, CPU':52} {processor:9.2f} s")
    return processor


def time_command(folder: Path) -> tuple[float, float]:
    """Check a folder; give the seconds of the clock and of the processor."""
    before, start = _processor(), time.perf_counter()
    subprocess.run(
        [_COMMAND, "check", folder, "--no-cache"], capture_output=True, check=True
    )
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copy_modules(target: Path, modules: int, each: int = 10) -> None:
    """Write courses of ten modules each: copies of a real one, with their own ids."""
    source = find_bundled("courses") / "communication"
    text = (source / "modules" / "listening.md").read_text(encoding="utf-8")
    yaml = (source / "course.yaml").read_text(encoding="utf-8")
    names = [f"copy-{number}" for number in range(each)]
    listed = "".join(f"  - module: {name}\n" for name in names)
    yaml = re.sub(
        r"contents:\n.*?\nassessment:\n.*?\n\ncomplete_when:[^\n]*",
        f"contents:\n{listed}\ncomplete_when: [modules]",
        yaml,
        flags=re.DOTALL,
    )
    for number in range(modules // each):
        course = target / f"course-{number}"
        (course / "modules").mkdir(parents=True)
        (course / "course.yaml").write_text(yaml, encoding="utf-8")
        for name in names:
            own = re.sub(r"^id: ", f"id: {name}-", text, flags=re.MULTILINE)
            # Other words in every sentence, so that nothing is measured only once.
            own = re.sub(r"\b([Yy])ou\b", rf"\1ou{number}x{name[5:]}", own)
            path = course / "modules" / f"{name}.md"
            path.write_text(own, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
