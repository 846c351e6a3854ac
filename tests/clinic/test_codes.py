"""Any code survives the way through an address."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dorsal.clinic.codes import Code


@given(st.text(min_size=1, max_size=40))
@example("../../etc/passwd")
@example("..")
@example("a~2Fb")
@example("dry_needling+exercise")
def test_a_code_comes_back(code: str) -> None:
    segment = Code().to_url(code)
    assert Code().to_python(segment) == code
    assert "/" not in segment
    assert segment not in (".", "..")
