"""What a treatment is like, from a table."""

from __future__ import annotations

import pytest

from dorsal.care.knowledge import Knowledge
from dorsal.errors import EvidenceError
from dorsal.topics.experience import Experience, experience_of, experiences
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load
from dorsal.trials.treatment import components


def test_each_option_of_the_bundled_topic_says_what_it_is_like_and_rests_on_rows_that_exist() -> None:
    topic = load()
    knowledge: Knowledge = knowledge_of(topic)
    known = experiences(topic)
    assert {part for code in knowledge.offered for part in components(code)} <= known.keys()
    ids = {row[next(iter(row))] for table in topic.tables.values() for row in table}
    for each in known.values():
        assert set(each.rows) <= ids, each.row
        assert len(each.body) < 140


def test_a_row_that_leaves_something_out_is_refused_by_name() -> None:
    with pytest.raises(EvidenceError, match="row X1: feelings, days not said"):
        experience_of({"row_id": "X1", "treatment": "a", "body": "sore"})
    assert experience_of(
        {"row_id": "X", "treatment": "a", "body": "b", "feelings": "c", "days": "d", "rows": "A;B"}
    ) == (Experience(row="X", treatment="a", body="b", feelings="c", days="d", rows=("A", "B")))
