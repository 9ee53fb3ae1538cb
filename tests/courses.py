"""A small valid course in a temporary folder, to change one thing in."""

from dataclasses import dataclass
from pathlib import Path

from elearn.coursefiles.build import BuiltCourse, build_course

HERE = "‸"
"""In changed text: where a problem is expected. It is never written to a file."""

COURSE = """\
format: 1
title: First words
summary: Say who you are before you begin.
audience: Everyone who meets the people we support
cpd_minutes: 20
refresh_every: 12 months
outcomes:
  opening: Open any contact kindly
  asking: Ask before you help
standards:
  care-certificate-2025: [6, 7]
contents:
  - module: at-the-door
  - module: asking-first
  - scenario: the-knock
assessment:
  draw: {from: assessment, count: 4, cover: outcomes}
  pass_mark: 75 %
  review: after passing
  attempts: {limit: 3, wait: 15 minutes}
complete_when: [modules, scenarios, assessment]
sources:
  granger-2013:
    text: Dr Kate Granger, the campaign “Hello my name is”
    year: 2013
    checked: 2026-11-22
    review_by: 2028-11-22
"""

AT_THE_DOOR = """\
---
title: At the door
minutes: 6
outcomes: [opening]
content_note: A person is startled.
---

## Knock and wait

People like to know who comes in.

![A worker waits at an open door](waiting.svg "Waiting")

!!! phrase "Words to use"
    Hello, my name is Sam. [@granger-2013]

- **Knock** first.
- **Wait** for a voice.

```easy
Knock. Wait. Say who you are.
```

## Check yourself {#check}

```question
id: key-safe
outcome: opening
source: granger-2013
ask: You let yourself in. What do you do first?
options:
  - text: Start the wash
    why: A stranger in the hall is frightening.
  - text: Call out your name
    right: true
    why: It is their home, so you ask to come in.
  - text: Ring the office
    critical: true
```

```reflection
id: my-opening
ask: How do you open a visit when you are late?
```
"""

ASKING_FIRST = """\
---
title: Asking first
minutes: 6
outcomes: [asking]
---

## What the law says

```law
nation: England
checked: 2026-11-22
review_by: 2028-11-22
text: People decide for themselves unless it is shown that they cannot.
```

Open each one.

```explore
- text: At home
  why: It is their home.
- text: On a ward
  why: A curtain is a door.
```

## Practise {#practise was: old-practice}

```question
id: ask-true
outcome: asking
statement: A nod is always a yes.
answer: false
why: Some people nod to be polite.
```

```question
id: ask-order
ask: Put these in order.
order: [Knock, Say your name, Ask]
```

```team-talk
When did somebody ask you first?
```
"""

THE_KNOCK = """\
format: 1
title: The knock
setting: Home care
you_are: Sam, a care worker
minutes: 5
people:
  ada:
    name: Ada Hill
    about: 79, lives alone
    look: woman-80s-glasses
gauges:
  trust: {label: Trust, start: 5}
start: door
scenes:
  door:
    place: The front door
    backdrop: front-door
    script: |
      (You stand at the door.)
      ada [worried]: Who is there?
    choices:
      - words: Hello, I am Sam. May I come in?
        grade: best
        why: She knows who you are.
        reply: |
          ada [warm]: Come in, Sam.
        effects: {trust: +2}
        then: inside
      - words: |
          (Walk in.)
          Only me!
        grade: harmful
        critical: true
        why: She does not know who you are.
        effects: {trust: -3}
        flags: [walked-in]
        then: inside
  inside:
    gate:
      - {when: critical > 0, then: alone}
      - {when: trust >= 7, then: tea}
      - {then: quiet}
endings:
  tea:
    result: good
    title: Tea
    debrief: She pours two cups.
    principle: Say who you are.
    try: Tomorrow, say your name at one door.
  quiet:
    result: poor
    title: Quiet
    debrief: She says little.
    principle: Trust starts at the door.
    better: Hello, I am Sam.
    try: Tomorrow, knock and wait.
  alone:
    result: unsafe
    title: Alone
    debrief: She locks the door next time.
    principle: Nobody walks into a home.
    try: Tomorrow, wait for the answer.
"""

ASSESSMENT = """\
format: 1
questions:
  - id: bank-name
    outcome: opening
    ask: What do you say first?
    options:
      - {text: My name, right: true, why: They know who you are.}
      - {text: The time, why: It can wait.}
  - id: bank-several
    outcome: opening
    ask: Which are kind? Choose all that fit.
    options:
      - {text: Knock, right: true}
      - {text: Wait, right: true}
      - {text: Shout}
  - id: bank-true
    outcome: asking
    statement: You may enter an open door without a word.
    answer: false
    why: An open door is still a door.
  - id: bank-order
    outcome: asking
    ask: Put these in order.
    order:
      - Look
      - Ask
      - Help
  - id: bank-pairs
    outcome: asking
    ask: What goes with what?
    pairs:
      - {item: Deaf, goes_with: Face the person, why: Lips help.}
      - {item: Tired, goes_with: Come later}
  - id: bank-groups
    outcome: opening
    ask: Sort these.
    groups:
      Kind:
        - Good morning
        - {text: May I?, why: It asks.}
      Not so kind:
        - Only me
    bin:
      - The weather
"""

GLOSSARY = """\
GP: General practitioner, a family doctor.
key safe: A small locked box by the door.
"""

OBSERVATION = """\
format: 1
title: First words at work
minutes: 5
look_for:
  - id: says-name
    text: Says their name and waits.
    outcome: opening
"""

WAITING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <rect width="10" height="10" fill="#0f5257"/>
</svg>
"""

FILES = {
    "course.yaml": COURSE,
    "modules/at-the-door.md": AT_THE_DOOR,
    "modules/asking-first.md": ASKING_FIRST,
    "scenarios/the-knock.yaml": THE_KNOCK,
    "questions/assessment.yaml": ASSESSMENT,
    "glossary.yaml": GLOSSARY,
    "observation.yaml": OBSERVATION,
    "media/waiting.svg": WAITING,
}


@dataclass(frozen=True)
class SmallCourse:
    """A course folder that a test changes, and its way through the builder."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def change(self, name: str, old: str, new: str) -> tuple[int, int] | None:
        """Put *new* in the place of *old*, which has to be there exactly once.

        Give line and column of HERE in the changed file, if *new* has it.
        """
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        changed = text.replace(old, new)
        before, mark, _ = changed.partition(HERE)
        self.write(name, changed.replace(HERE, ""))
        if not mark:
            return None
        return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1

    def build(self) -> BuiltCourse:
        return build_course(self.folder, shown_as=f"courses/{self.folder.name}")


def make_course(parent: Path, slug: str = "first-words") -> SmallCourse:
    """Write the small course into *parent*/courses/*slug*."""
    course = SmallCourse(parent / "courses" / slug)
    for name, content in FILES.items():
        course.write(name, content)
    return course


def make_clean_course(parent: Path) -> SmallCourse:
    """Write the small course, mended so that no rule has anything to say."""
    course = make_course(parent)
    course.change("course.yaml", "cpd_minutes: 20", "cpd_minutes: 27")
    course.change("course.yaml", "count: 4", "count: 6")
    course.change("course.yaml", "pass_mark: 75 %", "pass_mark: 100 %")
    course.change(
        "scenarios/the-knock.yaml",
        "      - words: |\n          (Walk in.)\n",
        "      - words: Is anybody in?\n"
        "        grade: weak\n"
        "        why: She still does not know who you are.\n"
        "        effects: {trust: 0}\n"
        "        then: inside\n"
        "      - words: |\n          (Walk in.)\n",
    )
    return course
