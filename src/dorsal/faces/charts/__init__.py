"""Charts: pure functions from data to an SVG text, and from there to PNG and PDF.

Drawn here and not by a library, for three reasons. The report is one file that asks nothing of a network and needs
no script. Each drawing names itself, says in a sentence what it shows, and is legible in black and white, which
chart libraries leave to their user. And `dorsal answer` must be quick: importing a chart library would cost it more
time than everything else it does.

Every `draw_...` takes what synthesis made, a `key` for the ids, and `names`: a function from a treatment's code to
its words. It gives a drawing 960 wide, or 340 with `narrow=True`. Beside it stands a `..._words`: the same in a
sentence or two, which is also the drawing's description. Where there is nothing to draw, the drawing says why.
`image.save` writes any of them as .svg, .png or .pdf. Here stand those of the report; all are in `every`.
"""

from dorsal.faces.charts.bias import draw_bias
from dorsal.faces.charts.forest import Forest, ForestRow, draw_forest
from dorsal.faces.charts.network import Edge, Graph, Node, draw_network
from dorsal.faces.charts.ranks import RankRow, Ranks, draw_ranks

__all__ = [
    "Edge",
    "Forest",
    "ForestRow",
    "Graph",
    "Node",
    "RankRow",
    "Ranks",
    "draw_bias",
    "draw_forest",
    "draw_network",
    "draw_ranks",
]
