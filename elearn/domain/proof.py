"""Prove a scenario: what is reached, that harm never ends well, what guessing gives.

The search is over states, not plays, so that stories with loops and millions of
plays stay quick. Every finding comes with a shortest play that shows it.
"""

from dataclasses import replace

from elearn.domain.proof_by_graph import find_ways_out, prove_by_graph
from elearn.domain.proof_by_sets import prove_by_sets
from elearn.domain.proof_figures import Figures, count_figures, order_states
from elearn.domain.proof_findings import Proof
from elearn.domain.proof_graph import Explorer, Graph
from elearn.domain.proof_space import fits_in_sets
from elearn.domain.scenario import Scenario


def prove_scenario(
    scenario: Scenario, *, limit: int = 2_000_000, with_figures: bool = True
) -> Proof:
    """Prove a scenario whose every `then` leads somewhere and whose conditions read.

    The checker makes sure of both before it asks for a proof. Sets of states are the
    quick way; where every flag doubles them, states are found one by one, up to the
    limit. Figures need them one by one always.
    """
    if fits_in_sets(scenario):
        proof = prove_by_sets(scenario)
        if not with_figures:
            return proof
        graph = Explorer(scenario).explore(limit)
    else:
        explorer = Explorer(scenario)
        graph = explorer.explore(limit)
        proof = prove_by_graph(explorer, graph, limit)
    if not (with_figures and proof.complete and graph.complete):
        return proof
    return replace(proof, figures=_count(scenario, graph))


def _count(scenario: Scenario, graph: Graph) -> Figures:
    order = order_states(graph)
    can_end = find_ways_out(scenario, graph, order)
    return count_figures(graph, scenario.endings, order, can_end)
