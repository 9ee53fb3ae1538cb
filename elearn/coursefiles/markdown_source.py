"""Splits a module's Markdown into front matter, cards, prose and blocks."""

import re

from elearn.coursefiles.markdown_parts import CardText, ModuleText, Part
from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, known_names, printable, quoted

CALLOUTS = ("phrase", "myth", "fact", "warning", "story", "help")
TEXT_BLOCKS = ("easy", "team-talk")
YAML_BLOCKS = ("question", "explore", "reflection", "law", "scenario")
BLOCKS = (*YAML_BLOCKS, *TEXT_BLOCKS)

MAX_CARDS = 60
MAX_BLOCKS = 60

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<kind>.*)")
_HEADING = re.compile(r"(?P<marks>#{1,6})(?P<space>[ \t]*)(?P<text>.*)")
_BRACES = re.compile(r"\{(?P<inside>[^{}]*)\}$")
_CALLOUT = re.compile(r'!!! (?P<kind>[a-z-]+)(?: "(?P<title>.+)")?')
_LOOSE_CALLOUT = re.compile(r'!!!\s*(?P<kind>[\w-]*)\s*"?(?P<title>[^"]*)"?.*')
_UNDERLINE = re.compile(r"=+|-+")
_INDENTED = re.compile(r" {4}|\t")


def split_module(text: str, path: str, findings: Findings) -> ModuleText:
    """Split a module; every fault of its form is told to *findings*."""
    return _Splitter(text, path, findings).split()


class _Splitter:
    def __init__(self, text: str, path: str, findings: Findings) -> None:
        self._lines = text.split("\n")
        self._path = path
        self._findings = findings
        self._row = 0
        self._cards: list[CardText] = []
        self._in_callout = False
        self._told_early_text = False
        # The fewest marks of each sort that nothing closes up to the end; looking
        # again for every opening would be slow in a file made of openings.
        self._never_closed: dict[str, int] = {}

    def split(self) -> ModuleText:
        front = self._take_front_matter()
        while self._row < len(self._lines):
            self._take_line(self._lines[self._row])
        return ModuleText(front, self._cards)

    def _place(self, column: int = 1) -> Place:
        return Place(self._path, self._row + 1, column)

    def _error(self, code: str, message: str, hint: str, column: int = 1) -> None:
        self._findings.error(self._place(column), code, message, hint)

    def _take_front_matter(self) -> Part | None:
        while self._row < len(self._lines) and not self._lines[self._row]:
            self._row += 1
        if self._row == len(self._lines) or self._lines[self._row] != "---":
            self._row = 0
            self._error(
                "front-matter",
                "A module begins with its title and minutes, between lines of “---”.",
                "Write “---”, then “title: …” and “minutes: …”, then “---”.",
            )
            return None
        start = self._row + 1
        ends = (n for n in range(start, len(self._lines)) if self._lines[n] == "---")
        end = next(ends, None)
        if end is None:
            self._error(
                "front-matter",
                "The lines between “---” at the start are not closed.",
                "Write “---” on a line of its own after them.",
            )
            self._row = len(self._lines)
            return None
        part = Part("front", self._place(), start + 1, self._lines[start:end])
        self._row = end + 1
        return part

    def _take_line(self, line: str) -> None:
        if not line:
            self._add_text(line)
            self._row += 1
            return
        fence = _FENCE.fullmatch(line)
        if fence:
            self._take_fence(fence)
            return
        if line.startswith("<!--"):
            self._skip_comment()
            return
        if line.startswith("#"):
            self._take_heading(line)
        else:
            self._take_text(line)
        self._row += 1

    def _take_heading(self, line: str) -> None:
        found = _HEADING.fullmatch(line)
        self._in_callout = False
        if found is None or not found["space"]:
            self._error(
                "heading-without-space",
                "A line that starts with “#” becomes a heading.",
                "For a heading, put a space after it. For a text, put a backslash "
                "before it.",
            )
        elif len(found["marks"]) == 1:
            self._error(
                "heading-too-high",
                "A heading with one “#” is a title, and the title stands at the top.",
                f"For a card, write: ## {printable(found['text'])}",
            )
        elif len(found["marks"]) == 2:
            self._start_card(found["text"])
        else:
            self._add_text(line)

    def _start_card(self, text: str) -> None:
        text = text.strip()
        bare = text.rstrip("#")
        if bare.endswith((" ", "\t")):
            text = bare.rstrip()
        if len(self._cards) == MAX_CARDS:
            self._stop(
                "too-many-cards",
                f"A module can have at most {MAX_CARDS} cards.",
                "Make two modules of it.",
            )
            return
        card = CardText(text, self._place())
        self._cards.append(card)
        braces = _BRACES.search(card.heading)
        if not braces:
            return
        card.heading = card.heading[: braces.start()].rstrip()
        words = braces["inside"].replace(",", " ").replace("was:", " was: ").split()
        while words:
            word = words.pop(0)
            if word.startswith("#") and len(word) > 1 and card.id is None:
                card.id = word[1:]
            elif word == "was:" and words and card.was is None:
                card.was = words.pop(0).removeprefix("#")
            else:
                self._error(
                    "heading-braces",
                    f"{quoted(word)} in the braces of a heading is not understood.",
                    "Write {#id}, {was: old-id} or {#id was: old-id}.",
                )
                return

    def _take_text(self, line: str) -> None:
        if line.startswith("!!!"):
            self._check_callout(line)
        elif line and not _INDENTED.match(line):
            self._in_callout = False
        if _UNDERLINE.fullmatch(line):
            self._check_underline()
        self._add_text(line)

    def _check_underline(self) -> None:
        parts = self._cards[-1].parts if self._cards else []
        above = parts[-1].lines[-1] if parts and parts[-1].kind == "prose" else ""
        if above:
            self._error(
                "heading-by-underlining",
                "A line of dashes or equals signs makes the text above it a heading.",
                "For a line across the page, leave an empty line before it. For a "
                f"card, write: ## {printable(above)[:80]}",
            )

    def _add_text(self, line: str) -> None:
        if not self._cards:
            if line and not self._told_early_text:
                self._told_early_text = True
                self._error(
                    "text-before-card",
                    "This text stands before the first card, so nobody would see it.",
                    "Write a heading above it: ## and a few words.",
                )
            return
        parts = self._cards[-1].parts
        if not parts or parts[-1].kind != "prose":
            if not line:
                return
            parts.append(Part("prose", self._place(), self._row + 1))
        parts[-1].lines.append(line)

    def _check_callout(self, line: str) -> None:
        self._in_callout = True
        found = _CALLOUT.fullmatch(line)
        loose = _LOOSE_CALLOUT.fullmatch(line)
        kind = (found or loose or {"kind": ""})["kind"]
        if kind not in CALLOUTS:
            self._error(
                "unknown-callout",
                f"There is no callout {quoted(kind)}."
                if kind
                else "A callout needs a kind.",
                known_names(kind, CALLOUTS),
                column=line.find(kind) + 1,
            )
        elif not found:
            title = printable(loose["title"].strip()) if loose else ""
            self._error(
                "callout-form",
                "A callout is three exclamation marks, its kind, and a title in "
                "straight quotes.",
                f'Write: !!! {kind} "{title}"' if title else f"Write: !!! {kind}",
            )
        rest = self._lines[self._row + 1 : self._row + 4]
        body = next((text for text in rest if text), "")
        if not _INDENTED.match(body):
            self._error(
                "callout-without-text",
                "This callout has no text.",
                "Indent its text by four spaces.",
            )

    def _skip_comment(self) -> None:
        for row in range(self._row, len(self._lines)):
            _, end, rest = self._lines[row].partition("-->")
            if end:
                self._row = row
                if rest.strip():
                    self._add_text(rest.strip())
                self._row += 1
                return
        self._error(
            "comment-not-closed",
            "This note to yourself is never closed, so it hides the rest of the file.",
            "End it with “-->”.",
        )
        self._row = len(self._lines)

    def _take_fence(self, fence: "re.Match[str]") -> None:
        kind = fence["kind"].strip()
        start, opened = self._row + 1, self._place()
        end, closed = self._find_end(fence["marks"], start)
        lines = self._lines[start:end]
        if self._is_well_placed(fence):
            if kind not in BLOCKS:
                self._tell_unknown_block(kind, fence)
            elif not closed:
                self._error(
                    "block-not-closed",
                    f"The block {quoted(kind)} is never closed.",
                    f"Write {fence['marks']} on a line of its own after it.",
                )
            elif not self._cards:
                self._add_text(self._lines[self._row])
            elif len(self._cards[-1].parts) >= MAX_BLOCKS:
                self._stop(
                    "too-many-blocks",
                    f"A card can have at most {MAX_BLOCKS} blocks.",
                    "Make several cards of it.",
                )
                return
            else:
                part = Part(kind, opened, start + 1, lines)
                self._cards[-1].parts.append(part)
        self._row = end + 1 if closed else end

    def _stop(self, code: str, message: str, hint: str) -> None:
        """Refuse the rest of the file."""
        self._error(code, message, hint)
        self._row = len(self._lines)

    def _find_end(self, marks: str, start: int) -> tuple[int, bool]:
        """Find the closing row; without one, the row where reading can go on."""
        end = len(self._lines)
        if len(marks) >= self._never_closed.get(marks[0], end + len(marks)):
            return self._next_heading(start, end), False
        for row in range(start, len(self._lines)):
            found = _FENCE.fullmatch(self._lines[row])
            if not found or found["marks"][0] != marks[0]:
                continue
            if found["kind"].strip() in BLOCKS and len(found["marks"]) == len(marks):
                end = row
                break
            if not found["kind"] and len(found["marks"]) >= len(marks):
                return row, True
        else:
            self._never_closed[marks[0]] = len(marks)
        return self._next_heading(start, end), False

    def _next_heading(self, start: int, end: int) -> int:
        rows = range(start, end)
        return next((row for row in rows if self._lines[row].startswith("## ")), end)

    def _is_well_placed(self, fence: "re.Match[str]") -> bool:
        if not fence["indent"]:
            self._in_callout = False
            return True
        if self._in_callout:
            message = "A block cannot stand inside a callout."
        else:
            message = "A block has to start at the left edge."
        self._error(
            "block-in-callout" if self._in_callout else "block-indented",
            message,
            "Take the spaces away before every line of the block.",
            column=len(fence["indent"]) + 1,
        )
        return False

    def _tell_unknown_block(self, kind: str, fence: "re.Match[str]") -> None:
        what = f"There is no block {quoted(kind)}." if kind else "A block needs a kind."
        self._error(
            "unknown-block",
            what,
            known_names(kind, BLOCKS),
            column=fence.start("kind") + 1,
        )
