"""Say in sentences how an answer came to its mark, for somebody who wrote the key."""

from fractions import Fraction

from elearn.domain.marks import Mark
from elearn.domain.questions import Choosing, Question, Response, Scale, Written
from elearn.web.wording import count

KINDS = {
    "choose-one": "Choose one",
    "choose-all": "Choose all",
    "true-false": "True or false",
    "order": "Put in order",
    "match": "Match",
    "sort": "Sort into groups",
    "blanks": "Fill in the blanks",
    "spots": "Places on a picture",
    "scale": "A scale",
    "written": "Own words",
}


def explain_mark(question: Question, response: Response, mark: Mark) -> list[str]:
    """List how the mark was worked out, and what it is worth."""
    if isinstance(question, Written):
        total = sum(line.points for line in question.rubric)
        return [
            "A trainer marks it by the rubric below.",
            f"The mark is the points given ÷ {total}. {_worth(question)}",
        ]
    if mark.share is None or isinstance(question, Scale):
        return ["A scale is never marked. Every step is as good as the others."]
    lines = [_share(question, response, mark)]
    if mark.critical:
        lines.append(
            "The answer holds a critical option. In an assessment that fails the "
            "attempt, whatever the other marks."
        )
    earned = mark.share * question.points
    lines.append(f"It earns {_number(earned)} of {count(question.points, 'point')}.")
    return lines


def _share(question: Question, response: Response, mark: Mark) -> str:
    if isinstance(question, Choosing) and question.several:
        return _share_of_several(question, response, mark)
    if question.in_rows or question.kind == "blanks":
        right = sum(note.right for note in mark.notes)
        rows = "blank" if question.kind == "blanks" else "row"
        return (
            f"{right} of {count(len(mark.notes), rows)} right: "
            f"the mark is {_number(mark.share)}."
        )
    chosen = "the right answer" if mark.share else "another answer than the right one"
    return f"You chose {chosen}: the mark is {_number(mark.share)}."


def _share_of_several(question: Choosing, response: Response, mark: Mark) -> str:
    right = [option.id in response for option in question.answers if option.right]
    wrong = [option.id in response for option in question.answers if not option.right]
    told = f"{sum(right)} of {len(right)} right answers chosen"
    if not wrong:
        return f"{told}: the mark is {_number(mark.share)}."
    return (
        f"{told}, and {sum(wrong)} of {len(wrong)} wrong ones: "
        f"{sum(right)}/{len(right)} − {sum(wrong)}/{len(wrong)}, and never less than "
        f"0. The mark is {_number(mark.share)}."
    )


def _worth(question: Question) -> str:
    return f"It is worth up to {count(question.points, 'point')}."


def _number(share: Fraction | None) -> str:
    return str(share or 0)
