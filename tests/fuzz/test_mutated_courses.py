"""Mutated copies of the courses that ship: problems and safe pages, never a crash.

`make test-fuzz` runs thousands; `make test` a few. A seed that fails is named in the
message and gives the same files again.
"""

import os
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from elearn.coursefiles.build import build_course
from elearn.coursefiles.fixing import fix_folder
from elearn.coursefiles.memory import Memory
from elearn.services.checking import check_built
from tests.fuzz.judging import in_time, judge_pages, judge_problems
from tests.fuzz.mutating import harm, mutate
from tests.rosewood import COURSES

SEED = int(os.environ.get("ELEARN_FUZZ_SEED", "20261122"))
CASES = int(os.environ.get("ELEARN_FUZZ_CASES", "10"))
TODAY = date(2026, 12, 1)
SLUGS = sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_a_mutated_course_gives_problems_and_safe_pages(
    slug: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(COURSES / slug, tmp_path / "courses" / slug)
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".yaml"))
    modules = [path for path in files if path.suffix == ".md"]
    drawings = sorted(folder.rglob("*.svg"))
    contents = {path: path.read_bytes() for path in (*files, *drawings)}
    # Proofs of untouched stories need not be made a thousand times.
    memory = Memory(tmp_path / "memory")
    told: Counter[str] = Counter()
    shown = 0
    for number in range(CASES):
        seed = f"{SEED}/{slug}/{number}"
        rng = Random(seed)
        changed = rng.sample(files, rng.randint(1, 2))
        change = mutate
        if number % 2:
            # One that can still be built, so that pages are made of it.
            change = harm
            changed = [rng.choice(modules)]
        elif drawings:
            changed.append(rng.choice(drawings))
        for path in changed:
            lender = contents[rng.choice(files)]
            path.write_bytes(change(rng, contents[path], lender))
        try:
            problems, texts = _check(folder, memory, mend=number % 5 == 0)
            told.update(problems)
            shown += texts
        except BaseException as failure:
            failure.add_note(f"seed {seed}, changed {[p.name for p in changed]}")
            raise
        for path, content in contents.items():
            if path.read_bytes() != content:
                path.write_bytes(content)
    assert told, "Nothing was ever wrong, so nothing was tried."
    assert shown, "No page was ever made, so none was looked at."


def _check(folder: Path, memory: Memory, *, mend: bool) -> tuple[list[str], int]:
    if mend:
        with in_time(3):
            list(fix_folder(folder, "courses", every_id=True))
    with in_time():
        built = build_course(folder, shown_as=f"courses/{folder.name}")
    # A changed story is proved anew, which may take as long as the whole check.
    with in_time(6):
        problems = check_built(built, TODAY, memory)
    judge_problems(built, problems)
    return [problem.code for problem in problems], judge_pages(built)
