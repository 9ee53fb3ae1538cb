"""How the standards that a course names are said in words."""

from collections.abc import Mapping, Sequence

_NAMES = {
    "care-certificate-2025": ("Care Certificate 2025", "standard"),
    "cqc-regulations": ("Health and Social Care Act 2008 Regulations", "regulation"),
}
"""Names that stay when a regulator renews its framework; others print as written."""


def describe_standards(standards: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """Say what a course was designed to support, and claim no more than that.

    Wording after the rule that a course supports knowledge for the Care
    Certificate and never awards it (Skills for Care, 2025).
    """
    sentences = []
    for key, numbers in standards.items():
        name, word = _NAMES.get(key, (key.replace("-", " "), "part"))
        listed = _list(numbers)
        words = word if len(numbers) == 1 else f"{word}s"
        sentences.append(f"Designed to support {name}, {words} {listed}.")
    return tuple(sentences)


def _list(numbers: Sequence[int]) -> str:
    texts = [str(number) for number in numbers]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
