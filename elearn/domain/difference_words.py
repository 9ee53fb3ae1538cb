"""What the parts of a course are called when a change in them is told."""

from typing import Any

MAPS = {
    "modules", "scenarios", "banks", "scenes", "endings", "outcomes", "sources",
    "glossary", "media", "people", "gauges", "effects", "standards",
}  # fmt: skip
"""Fields that hold things by their name."""

LISTS_BY_ID = {"cards"}
"""Lists whose items are found by id, as the places in files are."""

RECORDED = {"modules", "scenarios", "cards", "outcomes"}
"""What people's records name by id."""

ANSWERS = {"options", "order", "pairs", "groups", "items", "bin", "spots", "blanks"}
"""Fields of a question that hold what can be answered."""

KEYS = {
    "right", "critical", "answer", "goes_with", "partner", "accept", "accepted",
    "blanks", "answers", "starred", "order", "groups", "bin",
}  # fmt: skip
"""Fields of a question that decide what is right."""

_LABELS = {
    "": "Course",
    "title": "Title",
    "summary": "Summary",
    "audience": "Whom it is for",
    "cpd_minutes": "Learning time in minutes",
    "piloted": "Day of the pilot",
    "refresh_months": "Months until a refresh",
    "local_review": "What needs local review",
    "outcomes": "Learning outcome",
    "standards": "Standard",
    "contents": "Contents",
    "complete_when": "What has to be done",
    "sources": "Source",
    "glossary": "Word in the glossary",
    "observation": "Observation sheet",
    "look_for": "What an assessor looks for",
    "modules": "Module",
    "scenarios": "Scenario",
    "banks": "Question",
    "media": "Picture",
    "sha256": "Picture",
    "cards": "Card",
    "heading": "Heading",
    "blocks": "Part of the card",
    "cites": "Sources named",
    "was": "Earlier id",
    "id": "Id",
    "minutes": "Minutes",
    "content_note": "Content note",
    "text": "Words",
    "ask": "Question",
    "statement": "Statement",
    "answer": "Right answer",
    "why": "Feedback",
    "hint": "Hint",
    "explain": "Explanation",
    "points": "Points",
    "shuffle": "Order is mixed",
    "outcome": "Outcome it tests",
    "difficulty": "Difficulty",
    "tags": "Tags",
    "source": "Source",
    "options": "Answer",
    "right": "Is right",
    "critical": "Is critical",
    "order": "Item",
    "pairs": "Pair",
    "item": "Words",
    "goes_with": "Goes with",
    "groups": "Group",
    "bin": "Belongs nowhere",
    "items": "Item",
    "name": "Name",
    "assessment": "Assessment",
    "draw": "Draw",
    "bank": "Questions drawn from",
    "count": "Number of questions",
    "cover": "What the draw covers",
    "pass_percent": "Pass mark, %",
    "review": "When answers are shown",
    "attempts": "Attempts",
    "limit": "Most attempts",
    "wait_minutes": "Minutes to wait between attempts",
    "setting": "Setting",
    "you_are": "Who you are",
    "instead": "Module to read instead",
    "backdrop": "Drawn place",
    "people": "Person",
    "about": "Who this is",
    "look": "Face",
    "gauges": "Gauge",
    "label": "Name",
    "start": "Start",
    "good": "Which end is good",
    "shown": "Is shown",
    "scenes": "Scene",
    "place": "Place",
    "script": "Script",
    "choices": "Choice",
    "words": "Words",
    "grade": "Grade",
    "reply": "Reply",
    "effects": "Effect",
    "flags": "Flags",
    "when": "Condition",
    "once": "Only once",
    "then": "Leads to",
    "gate": "Rule",
    "endings": "Ending",
    "result": "Result",
    "debrief": "Debrief",
    "principle": "Idea to keep",
    "better": "A line that would go better",
    "try": "Try tomorrow",
    "nation": "Nation",
    "checked": "Day it was checked",
    "review_by": "Day to check again",
    "year": "Year",
    "question": "Question",
}
_TITLES = (
    "title",
    "heading",
    "ask",
    "statement",
    "words",
    "text",
    "label",
    "name",
    "item",
)
_NAMED = {
    "modules": "Module", "scenarios": "Scenario", "cards": "Card", "banks": "Question",
    "blocks": "Question", "options": "Answer", "order": "Item", "pairs": "Pair",
    "groups": "Group", "items": "Item", "bin": "Item", "people": "Person",
    "gauges": "Gauge", "scenes": "Scene", "choices": "Choice", "endings": "Ending",
    "look_for": "Observation", "sources": "Source", "media": "Picture",
    "spots": "Place",
}  # fmt: skip
_BY_KEY = {"scenes", "outcomes", "glossary", "sources", "media", "effects", "standards"}


def label_of(field: str) -> str:
    """Name a field; one that is not known says its own name."""
    return _LABELS.get(field) or field.replace("_", " ").capitalize()


def name_of(field: str, key: str | int, node: Any) -> str:
    """Name one item of a list or map, as its author knows it; empty for prose."""
    if field in _BY_KEY:
        return f"{_NAMED.get(field, label_of(field))} “{key}”"
    if not isinstance(node, dict):
        return ""
    if field == "blocks":
        node = node.get("question") or (node if "ask" in node else {})
    if field == "gate":
        return f"Rule {int(key) + 1}"
    title = next((str(node[name]) for name in _TITLES if node.get(name)), "")
    if field not in _NAMED or not title:
        return ""
    return f"{_NAMED[field]} “{' '.join(title.split())}”"
