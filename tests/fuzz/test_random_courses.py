"""A random course that checks clean can be taken from its first card to the award."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from sqlalchemy.orm import Session

from elearn.coursefiles.build import build_course
from elearn.coursefiles.problems import has_errors
from elearn.demo_learner import DemoLearner
from elearn.domain.questions import field_for
from elearn.services import marking
from elearn.services.awarding import list_awards
from elearn.services.checking import check_built
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from tests.courses import SmallCourse
from tests.fuzz.judging import judge_pages, judge_problems
from tests.fuzz.random_courses import courses, name_course
from tests.rosewood import NO_PASSWORD

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SEED = int(os.environ.get("ELEARN_FUZZ_SEED", "20261122"))
CASES = int(os.environ.get("ELEARN_FUZZ_CASES", "10"))


@pytest.mark.slow
def test_a_robot_takes_every_course_to_its_award(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    moment = Moment(NOW - timedelta(days=1), Random(3))
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care")
        lena = add_person(
            session, moment, "lena", "Lena Kowalska", password_hash=NO_PASSWORD
        )
        tariq = add_person(
            session, moment, "tariq", "Tariq Aziz", password_hash=NO_PASSWORD
        )

    awards: list[int] = []
    marked: list[int] = []

    @seed(SEED)
    @settings(
        max_examples=CASES,
        database=None,
        # A course is large; making it smaller takes longer than reading it.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(courses())
    def take(files: dict[str, str]) -> None:
        course = SmallCourse(tmp_path / "courses" / name_course(files))
        for name, text in files.items():
            course.write(name, text)
        built = build_course(course.folder, shown_as=f"courses/{course.folder.name}")
        problems = check_built(built, NOW.date())
        judge_problems(built, problems)
        assert not has_errors(problems), problems
        judge_pages(built)
        with database.writing() as session:
            publish_course(session, built, moment)
            learner = DemoLearner(
                session, lena, course.folder.name, replace(moment, now=NOW)
            )
            learner.complete(misses=0)
            marked.append(mark_everything(session, tariq, learner.moment))
            awards.append(len(list_awards(session, lena)))
        assert awards[-1] == len(awards), "Another course, another award."

    take()
    database.close()
    assert all(marked), "Every course asks for own words on a card at least."


def mark_everything(session: Session, trainer: int, moment: Moment) -> int:
    """Give every answer that waits all points that it can earn; count them."""
    count = 0
    while waiting := marking.show_marking(session, trainer).waiting:
        for line in waiting:
            rubric = line.question.rubric
            form = {field_for(entry.id): [str(entry.points)] for entry in rubric}
            marking.mark_answer(
                session, trainer, line.response_id, form=form, number=1, moment=moment
            )
            count += 1
    return count
