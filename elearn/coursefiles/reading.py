"""How easy a text is to read: Flesch-Kincaid grade, measured on learners' prose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_CITE = re.compile(r"\[@[^\]\s]*\]")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
_SIGNS = ("*", "_", "`", "\\")
_TITLE = re.compile(r"\s*(?:#{1,6} |!!! )")
_STARTS_ANEW = re.compile(r"\s*(?:[-*+]|\d{1,4}\.|>)\s+")

_SENTENCE_END = re.compile(
    # The sign comes first, so that a search can leap from sign to sign.
    r"[.!?…](?<!\bMr.)(?<!\bMrs.)(?<!\bMs.)(?<!\bDr.)"
    r"[.!?…]*[”’\"')]*(?=\s+[“‘\"'(]*[^\Wa-z_]|\s*$)"
)
_WORD = re.compile(r"[^\W_]++(?:[’'-][^\W_]++)*+")
_LATER_CAPITAL = re.compile(
    r"(?<=[\w,;:’)%] )(?!I\b)[A-Z][^\W_]*(?:[’'-][^\W_]+)*", re.ASCII
)

_NO_LETTER = re.compile(r"[^a-z]")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    # makes, asked, home, league; but not passes, wanted, handled, table.
    r"(?<=[gq])ue$|(?<![scgzx])(?<!ch)(?<!sh)(?<![^aeiouy]l)es$"
    r"|(?<![td])(?<![^aeiouyl]l)ed$"
    r"|(?<![^aeiouyl]l)e$"
    # something, careful, safety
    r"|(?<=[aeiou][^aeiouy])e(?=thing|times|where|how|less|ful|ly|ment|ness|ty|body"
    r"|one|day|work|guard|line|giv)"
)
_TWO_IN_ONE = re.compile(
    # Vowels that stand together and are said apart: diary, period, client, idea.
    r"(?<![ctgsl])ia(?!g)|(?<![ctgslnx])io|ium|(?<![tc])ie(?=nt|nc|t$|ty)"
    r"|(?<=[aeiou][a-z])ea$|deo|^creat|^react|(?<![qg])ua|(?<![qg])ue(?=n)"
    r"|[aeouy]ing|(?<=[aeiouy][^aeiouy])ie(?=r|st)|(?<=[^aeiouy]{2})ie(?=r|st)"
    r"|[ao]yer|sm$|scien|quiet|ciet|(?<=[sd])nt$"
)


@dataclass(frozen=True)
class Ease:
    """What a reading grade is worked out from."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0

    def __add__(self, other: "Ease") -> "Ease":
        return Ease(
            self.words + other.words,
            self.sentences + other.sentences,
            self.syllables + other.syllables,
        )

    @property
    def grade(self) -> float:
        """Give the Flesch-Kincaid grade: the years of school it takes."""
        if not self.words:
            return 0.0
        sentence = self.words / self.sentences
        return 0.39 * sentence + 11.8 * self.syllables / self.words - 15.59


def list_paragraphs(markdown: str) -> list[str]:
    """Give what a reader reads, as plain paragraphs: no headings, signs or cites."""
    return [paragraph for _, paragraph in number_paragraphs(markdown)]


def number_paragraphs(markdown: str) -> list[tuple[int, str]]:
    """Give plain paragraphs, each with the row from 0 in which it begins."""
    return list(_number_paragraphs(markdown))


@lru_cache(maxsize=2048)  # Several rules read the same texts.
def _number_paragraphs(markdown: str) -> tuple[tuple[int, str], ...]:
    paragraphs: list[tuple[int, str]] = []
    before = ""
    if "![" in markdown:
        markdown = _PICTURE.sub("", markdown)
    for row, line in enumerate(markdown.split("\n")):
        if _TITLE.match(line):
            line = ""
        anew = _STARTS_ANEW.match(line)
        words = _as_plain(line[anew.end() :] if anew else line)
        if words and before and not anew:
            start, earlier = paragraphs.pop()
            paragraphs.append((start, f"{earlier} {words}"))
        elif words:
            paragraphs.append((row, words))
        before = words
    return tuple(paragraphs)


def _as_plain(line: str) -> str:
    if "[" in line:
        line = _LINK.sub(r"\1", _CITE.sub("", line))
    for sign in _SIGNS:
        line = line.replace(sign, "")
    return line.strip()


def split_sentences(paragraph: str) -> list[str]:
    """Split a paragraph; what is said in quotation marks may be several sentences."""
    return list(_split_sentences(paragraph))


@lru_cache(maxsize=8192)
def _split_sentences(paragraph: str) -> tuple[str, ...]:
    sentences, start = [], 0
    for found in _SENTENCE_END.finditer(paragraph):
        end = found.end()
        sentences.append(paragraph[start:end].strip())
        start = end
    sentences.append(paragraph[start:].strip())
    # Nearly every sentence begins with a word, and the pattern takes longer to look.
    return tuple([s for s in sentences if s[:1].isalnum() or _WORD.search(s)])


def list_words(text: str) -> list[str]:
    """List the words; “15-minute” and “don’t” are one each."""
    return _WORD.findall(text)


@lru_cache(maxsize=8192)  # Several rules count the same paragraphs.
def count_words(text: str) -> int:
    """Count the words of `list_words`."""
    return len(_WORD.findall(text))


@lru_cache(maxsize=16384)
def count_syllables(word: str) -> int:
    """Count by rules of thumb; a number counts as one."""
    if "-" in word:
        return sum(count_syllables(part) for part in word.split("-"))
    letters = _NO_LETTER.sub("", word.lower())
    spoken = _SILENT.sub("", letters)
    groups = len(_VOWELS.findall(spoken)) + len(_TWO_IN_ONE.findall(spoken))
    return max(1, groups)


def find_names(paragraphs: Iterable[str]) -> frozenset[str]:
    """List the words that have a capital within a sentence: names, mostly."""
    return frozenset(
        name for paragraph in paragraphs for name in _LATER_CAPITAL.findall(paragraph)
    )


def measure(
    paragraphs: Iterable[str],
    names: frozenset[str] = frozenset(),
    terms: Iterable[str] = (),
) -> Ease:
    """Measure paragraphs, names and the words of the glossary left out."""
    known = _as_pattern(tuple(terms))
    sentences = syllables = count = 0
    for paragraph in paragraphs:
        for sentence in split_sentences(paragraph):
            plain = known.sub(" ", sentence) if known else sentence
            words = [word for word in list_words(plain) if word not in names]
            sentences += bool(words)
            count += len(words)
            syllables += sum(map(count_syllables, words))
    return Ease(count, sentences, syllables)


@lru_cache(maxsize=64)
def _as_pattern(terms: tuple[str, ...]) -> "re.Pattern[str] | None":
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    if not longest_first:
        return None
    # By their first letter: trying every term at every word takes four times as long.
    by_letter: dict[str, list[str]] = {}
    for term in longest_first:
        by_letter.setdefault(term[:1].lower(), []).append(term)
    either = "|".join(map(_either_of, by_letter.values()))
    return re.compile(rf"(?<!\w)(?:{either})(?:s|es)?(?!\w)", re.IGNORECASE)


def _either_of(terms: list[str]) -> str:
    """Make a pattern of terms that begin with the same letter."""
    rests = "|".join(re.escape(term[1:]) for term in terms)
    return f"{re.escape(terms[0][:1])}(?:{rests})"
