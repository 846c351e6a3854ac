"""A sentence's structured claim and its verdict from the evidence.

`Claim` is what would have to be true, `Ask` what it is held against, `judge` gives the `Judgement`.
"""

from dorsal.synthesis.claim.ask import Ask
from dorsal.synthesis.claim.judge import judge
from dorsal.synthesis.claim.judgement import Judgement, Part
from dorsal.synthesis.claim.structure import Claim, Quantity
from dorsal.synthesis.claim.verdict import VERDICTS, WORDS, Verdict

__all__ = ["VERDICTS", "WORDS", "Ask", "Claim", "Judgement", "Part", "Quantity", "Verdict", "judge"]
