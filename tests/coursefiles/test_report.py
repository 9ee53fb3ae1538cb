"""Problems written out for people, programs and code review."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, ValidationError

from elearn.coursefiles.explaining import list_codes
from elearn.coursefiles.problems import Problem
from elearn.coursefiles.report import (
    report_github,
    report_json,
    report_sarif,
    report_text,
)

RIGHT = Problem(
    "courses/communication/modules/listening.md",
    41,
    5,
    "error",
    "question-without-right-answer",
    "No option is marked right.",
    "Add “right: true” to one.",
)
GRADE = Problem("courses/a b/x,y.md", 1, 1, "warning", "too-long", "100 % long.")


def test_text_is_one_line_for_each_problem() -> None:
    assert report_text([RIGHT, GRADE], colour=False) == (
        "courses/communication/modules/listening.md:41:5  error  "
        "question-without-right-answer  No option is marked right. "
        "Add “right: true” to one.\n"
        "courses/a b/x,y.md:1:1  warning  too-long  100 % long.\n"
    )


def test_colour_only_adds_colour() -> None:
    coloured = report_text([RIGHT, GRADE], colour=True)
    plain = report_text([RIGHT, GRADE], colour=False)
    assert "\x1b[31merror\x1b[0m" in coloured
    assert "\x1b[33mwarning\x1b[0m" in coloured
    for sign in ("\x1b[31m", "\x1b[33m", "\x1b[0m"):
        coloured = coloured.replace(sign, "")
    assert coloured == plain


def test_nothing_wrong_is_no_text_and_an_empty_list() -> None:
    assert report_text([], colour=False) == ""
    assert json.loads(report_json([])) == []
    assert report_github([]) == ""


def test_json_has_every_part() -> None:
    assert json.loads(report_json([RIGHT])) == [
        {
            "path": RIGHT.path,
            "line": 41,
            "column": 5,
            "severity": "error",
            "code": "question-without-right-answer",
            "message": "No option is marked right.",
            "hint": "Add “right: true” to one.",
        }
    ]


def test_github_commands_escape_what_would_end_them() -> None:
    first, second = report_github([RIGHT, GRADE]).splitlines()
    assert first == (
        "::error file=courses/communication/modules/listening.md,line=41,col=5,"
        "title=question-without-right-answer::No option is marked right. "
        "Add “right: true” to one."
    )
    assert second == (
        "::warning file=courses/a b/x%2Cy.md,line=1,col=1,title=too-long::100 %25 long."
    )


def test_sarif_names_rules_and_places() -> None:
    log = json.loads(report_sarif([GRADE, RIGHT]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["question-without-right-answer", "too-long"]
    meant = run["tool"]["driver"]["rules"][0]
    assert meant["shortDescription"] == {"text": "No option is marked right."}
    assert meant["help"]["markdown"].startswith("# question-without-right-answer\n")
    grade, right = run["results"]
    assert rules[right["ruleIndex"]] == right["ruleId"] == RIGHT.code
    assert right["level"] == "error"
    where = right["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == RIGHT.path
    assert where["region"] == {"startLine": 41, "startColumn": 5}
    uri = grade["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "courses/a%20b/x%2Cy.md"


SARIF = Draft4Validator(
    json.loads(Path(__file__).with_name("sarif-2.1.0-rtm.5.json").read_bytes())
)

TOLD = {
    "nothing": [],
    "an error and a warning": [GRADE, RIGHT],
    "every code": [
        replace(RIGHT if n % 2 else GRADE, code=code, line=n)
        for n, code in enumerate(list_codes(), 1)
    ],
    "a place outside": [replace(RIGHT, path="/srv/courses/a b/course.yaml")],
    "signs": [replace(GRADE, message="“<b>” \N{REPLACEMENT CHARACTER} \\ 100 %")],
}


@pytest.mark.parametrize("case", TOLD)
def test_sarif_keeps_to_its_schema(case: str) -> None:
    SARIF.validate(json.loads(report_sarif(TOLD[case])))


def test_the_schema_of_sarif_refuses_a_slip() -> None:
    log = json.loads(report_sarif([replace(RIGHT, line=0)]))
    with pytest.raises(ValidationError, match="0 is less than the minimum of 1"):
        SARIF.validate(log)
