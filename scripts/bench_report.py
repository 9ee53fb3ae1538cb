"""Figures beside their budgets."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """Lines of figures, and whether all budgets were kept."""

    missed: list[str] = field(default_factory=list)

    def line(self, what: str, measured: float, budget: float, unit: str) -> None:
        kept = measured <= budget
        if not kept:
            self.missed.append(what)
        verdict = "" if kept else "   MISSED"
        print(f"{what:52} {measured:9.2f} of {budget:g} {unit}{verdict}")
