"""A course with every kind of question and every block, for tests alone."""

from pathlib import Path

from tests.courses import SmallCourse

SLUG = "every-kind"

_COURSE = """\
format: 1
title: Every kind
summary: One of everything.
audience: Everyone who tests
cpd_minutes: 40
outcomes:
  opening: Open any contact kindly
  handing-over: Hand over so that nothing is lost
contents:
  - module: words
  - module: pictures
  - module: falls
assessment:
  draw: {from: assessment, count: 5, cover: outcomes}
  pass_mark: 80 %
  review: after passing
complete_when: [modules, scenarios, assessment]
"""

_WORDS = """\
---
title: Words
minutes: 9
outcomes: [opening, handing-over]
---

## Words that are explained

Read the care plan before you knock. Two care plans are one too many.
A GP may ask for it.

```easy
Read the plan first.
```

```explore
- text: At home
  why: It is their home.
```

```law
nation: England
checked: 2026-11-22
review_by: 2028-11-22
text: People decide for themselves unless it is shown that they cannot.
```

```team-talk
When did somebody ask you first?
```

```reflection
id: my-plan
ask: When do you read the plan?
```

## Fill in {#blanks}

```question
id: tablets
outcome: handing-over
points: 2
hint: It stands on the label.
explain: Say the number and how often.
blanks: |
  Take [[two=2|two tablets]] tablets [[*daily|weekly|hourly]], with “[[Tom’s]]” chart
  ([[water]]).
```

## How sure are you {#sure}

```question
id: how-sure
ask: How sure are you that you could do this tomorrow?
explain: Tell somebody if you are not.
scale: {low: Not at all, high: Quite sure, steps: 5}
```

## In your own words {#own-words}

```question
id: my-handover
outcome: handing-over
ask: Mrs Hill did not drink today. Hand it over.
written: Two or three sentences.
rubric:
  - {text: Says who it is about, points: 2, why: Nobody has to ask.}
  - Says what changed
```
"""

_PICTURES = """\
---
title: Pictures
minutes: 9
outcomes: [opening]
---

## Where is the danger {#one}

![A hall with a rug and a lamp](hall.svg "The hall")

```question
id: the-rug
ask: Where could somebody fall?
picture: hall.svg
shows: A hall. A rug lies in front of the door, and a lamp hangs above it.
spots:
  - {at: [20, 80], text: The rug, right: true, why: It slips.}
  - {at: [50, 10], text: The lamp, why: It hangs high enough.}
  - {at: [90, 50], text: The open window, critical: true}
```

## Several places {#all}

```question
id: all-dangers
shuffle: false
ask: Which two would you put right?
picture: hall.svg
shows: The same hall. A cable lies across it.
spots:
  - {at: [20, 80], text: The rug, right: true, why: It slips.}
  - {at: [60, 90], text: The cable, right: true, why: It trips.}
  - {at: [50, 10], text: The lamp, why: It hangs high enough.}
```

## The other kinds {#others}

```question
id: one
ask: What do you do first?
options: [{text: Knock, right: true, why: It is their door.}, Walk in]
```

```question
id: all
ask: Which are kind?
options: [{text: Wait, right: true}, {text: Ask, right: true}, Shout]
```

```question
id: true-or-not
statement: A nod is always a yes.
answer: false
why: Some people nod to be polite.
```

```question
id: in-order
ask: Put these in order.
order: [Knock, Say your name, {text: Ask, why: It is their home.}]
```

```question
id: pairs
ask: What goes with what?
pairs:
  - {item: Deaf, goes_with: Face the person, why: Lips help.}
  - {item: Tired, goes_with: Come later}
```

```question
id: groups
ask: Sort these.
groups: {Kind: [Good morning], Unkind: [Only me]}
bin: [{text: The weather, why: It is neither.}]
```
"""

_FALLS = """\
---
title: A fall
minutes: 6
outcomes: [opening]
content_note: Somebody has fallen.
instead: reading-about-falls
---

## What you saw {#saw}

She lies in the hall and looks at you.

## Play it {#play}

Now you are there.

```scenario
scenario: the-knock
```
"""

_READING = """\
---
title: Reading about falls
minutes: 3
outcomes: [opening]
---

## Read this {#read}

Ask what happened before you lift anybody.
"""

_KNOCK = """\
format: 1
title: The knock
setting: Home care
you_are: Sam, a care worker
minutes: 5
people:
  ada: {name: Ada Hill, about: "79, lives alone", look: woman-80s-glasses}
gauges:
  trust: {label: Trust, start: 5}
start: door
scenes:
  door:
    place: The front door
    script: |
      ada [worried]: Who is there?
    choices:
      - words: Hello, I am Sam. May I come in?
        grade: best
        why: She knows who you are.
        then: tea
      - words: Only me!
        grade: weak
        why: She still does not know who you are.
        then: quiet
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
    try: Tomorrow, knock and wait.
"""

_ASSESSMENT = """\
format: 1
questions:
  - id: bank-blanks
    outcome: handing-over
    blanks: The pain is [[*worse|better|the same]] since [[noon=12|twelve o’clock]].
  - id: bank-spots
    outcome: opening
    ask: Where do you stand?
    picture: door.svg
    shows: A door, seen from the street.
    spots:
      - {at: [50, 90], text: On the mat, right: true}
      - {at: [5, 50], text: Behind the hedge}
  - id: bank-written
    outcome: handing-over
    points: 2
    ask: Hand over what you saw at Mrs Hill’s.
    written: Three sentences.
    rubric: [Says who, Says what changed, Says what is to be done]
  - id: bank-one
    outcome: opening
    ask: What do you say first at a new door?
    options: [{text: My name, right: true}, The time]
  - id: bank-true
    outcome: opening
    statement: You may enter an open door without a word.
    answer: false
    why: An open door is still a door.
"""

_GLOSSARY = """\
care plan: What a person wants and needs, written down.
GP: General practitioner, a family doctor.
"""

_OBSERVATION = """\
format: 1
title: First words at work
minutes: 5
look_for:
  - {id: says-name, text: Says their name and waits., outcome: opening}
"""

_HALL = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
  <path d="M0 0h400v300H0z" fill="#f6ebdc"/>
  <path d="M40 220h120v40H40z" fill="#a2401b"/>
</svg>
"""

_DOOR = """\
<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">
  <path d="M0 0h300v200H0z" fill="#0f5257"/>
</svg>
"""

FILES = {
    "course.yaml": _COURSE,
    "modules/words.md": _WORDS,
    "modules/pictures.md": _PICTURES,
    "modules/falls.md": _FALLS,
    "modules/reading-about-falls.md": _READING,
    "scenarios/the-knock.yaml": _KNOCK,
    "questions/assessment.yaml": _ASSESSMENT,
    "glossary.yaml": _GLOSSARY,
    "observation.yaml": _OBSERVATION,
    "media/hall.svg": _HALL,
    "media/door.svg": _DOOR,
}


def make_every_kind(parent: Path) -> SmallCourse:
    """Write the course into *parent*/courses."""
    course = SmallCourse(parent / "courses" / SLUG)
    for name, content in FILES.items():
        course.write(name, content)
    return course
