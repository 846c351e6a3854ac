"""The look of what goes on paper: A4, dark on white, large enough to read; and of the same page on a phone."""

from __future__ import annotations

from dorsal.faces.markup import Markup

COMMON = """
* { box-sizing: border-box; }
html { font: 10.5pt/1.4 'Liberation Sans', Arial, 'Helvetica Neue', 'DejaVu Sans', sans-serif; color: #1a1a1a; }
body { margin: 0 auto; max-width: 48rem; padding: 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.6em; line-height: 1.2; margin: 0 0 .2em; }
h2 { font-size: 1.2em; line-height: 1.25; margin: .9em 0 .3em; padding-top: .35em; border-top: 1.5pt solid #1a1a1a;
  break-after: avoid; }
h3 { font-size: 1em; margin: .55em 0 .15em; break-after: avoid; }
p { margin: .3em 0; orphans: 3; widows: 3; }
ul { margin: .2em 0; padding-left: 1.2em; } li { margin: .12em 0; }
table { border-collapse: collapse; width: 100%; margin: .4em 0; break-inside: avoid; }
.rules td { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .25em .5em; border: .75pt solid #8a9199; }
thead th { background: #f3f6f8; } tbody th { font-weight: 600; }
svg.chart { display: block; width: 100%; height: auto; }
.small, .sources { font-size: .86em; color: #333; }
.note { border-left: 3pt solid #b98300; padding: .1em 0 .1em .6em; }
.blank { display: inline-block; min-width: 14em; border-bottom: .75pt solid #1a1a1a; }
"""
HANDOUT = Markup(
    COMMON
    + """
@page { size: A4; margin: 14mm 16mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
.lead { margin: 0 0 .3em; }
.columns { display: flex; gap: 1.2rem; }
.column { flex: 1 1 0; min-width: 0; max-width: 50%; break-inside: avoid; }
.column h3 { margin-top: .2em; }
.column svg.chart { max-width: 15em; margin: .2em 0; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; list-style: none; padding: 0; margin: .4em 0;
  font-size: .88em; }
.legend li { display: flex; gap: .3em; align-items: center; margin: 0; white-space: nowrap; }
.beside { display: flex; gap: 1.2rem; } .beside > div { flex: 1 1 0; min-width: 0; }
.beside > figure { flex: 0 0 19em; margin: .5em 0 0; } .beside svg.chart { width: 19em; height: 15.5em; }
figcaption { font-size: .86em; color: #333; }
.help { border: 1.5pt solid #1a1a1a; padding: 0 .8em .3em; margin-top: .9em; break-inside: avoid; }
.help h2 { border: 0; margin-top: .2em; }
@media (max-width: 34rem) { .columns, .beside { flex-direction: column; } .column { max-width: none; }
  .beside > figure { flex: none; } .legend { flex-direction: column; } }
@media print { body { padding: 0; max-width: none; } }
"""
)
RECORD = Markup(
    COMMON
    + """
@page { size: A4; margin: 11mm 13mm 13mm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 7pt; } }
html { font-size: 8pt; line-height: 1.3; }
h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin: .6em 0 .2em; padding-top: .25em; border-top-width: 1pt; }
p { margin: .15em 0; } li { margin: 0; } th, td { padding: .12em .4em; }
td.n { text-align: right; }
@media print { body { padding: 0; max-width: none; } }
"""
)
