"""The look of the page: one column, plain type, cards on a phone, breaks in the right places on paper."""

from __future__ import annotations

from dorsal.faces.markup import Markup

CSS = Markup("""
:root { color-scheme: light; --ink: #1a1a1a; --soft: #4a4f55; --line: #c3c9cf; --paper: #fff; --tint: #f3f6f8;
  --link: #0b4a7a; --warn: #fff6dd; --warn-line: #b98300; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif; overflow-wrap: anywhere; }
header.top, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.75rem 0 .5rem; padding-top: .75rem;
  border-top: 2px solid var(--ink); }
h3 { font-size: 1.1rem; line-height: 1.35; margin: 1.9rem 0 .4rem; }
h4 { font-size: 1rem; margin: 1.1rem 0 .2rem; }
h5 { font-size: .95rem; margin: .8rem 0 .1rem; font-weight: 600; }
p { margin: .45rem 0; max-width: 46rem; }
p.lead { font-size: 1.12rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid #b98300; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
.soft, figcaption, caption, .sources { color: var(--soft); }
.sources, figcaption, caption, .small { font-size: .875rem; }
nav ul { columns: 2 18rem; padding-left: 1.1rem; margin: .4rem 0 1rem; }
.note { background: var(--warn); border-left: 4px solid var(--warn-line); padding: .6rem 1rem; margin: 1rem 0;
  max-width: 46rem; }
.note > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
.compared { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1.1rem .8rem; margin: 1rem 0; }
.compared > h4 { margin: .7rem 0 .2rem; font-size: 1.05rem; }
.compared details { margin: .1rem 0 .6rem; } .compared summary { font-weight: 400; font-size: .9rem; }
.verdict { font-weight: 600; }
figure { margin: 1rem 0; }
svg.chart { display: block; width: 100%; height: auto; border: 1px solid var(--line); }
.narrow { display: none; }
figcaption { margin-top: .35rem; max-width: 46rem; }
.scroll { overflow-x: auto; margin: .8rem 0; max-width: 100%; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; min-width: 60%; overflow-wrap: normal; }
table.cards { width: 100%; }
.trials { table-layout: fixed; overflow-wrap: anywhere; } .trials ul { padding-left: 1rem; }
.trials th:nth-child(1) { width: 15%; } .trials th:nth-child(2) { width: 12%; } .trials th:nth-child(3) { width: 8%; }
.trials.few { table-layout: auto; } .trials.few th:nth-child(n) { width: auto; overflow-wrap: normal; }
.trials th:nth-child(4) { width: 12%; } .trials th:nth-child(6) { width: 16%; }
.beside { table-layout: fixed; overflow-wrap: anywhere; }
.beside th:nth-child(1), .beside th:nth-child(3) { width: 20%; }
.beside th:nth-child(2) { width: 26%; }
.source { display: block; font-weight: 400; font-size: .85rem; }
caption { text-align: left; padding-bottom: .4rem; max-width: 46rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); background: var(--tint); vertical-align: bottom; }
tbody th { font-weight: 600; }
tr:target, .ref:target { background: var(--warn); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.league td { white-space: nowrap; text-align: center; font-variant-numeric: tabular-nums; padding: .25rem .5rem; }
.league td .ci { display: block; color: var(--soft); font-size: .8rem; }
.league thead th { font-weight: 600; min-width: 6.5rem; }
.league tbody th { position: sticky; left: 0; background: var(--paper); min-width: 9rem; }
.league td.self { background: var(--tint); }
.league td.clear { background: #e6f0f8; font-weight: 600; }
details { margin: .6rem 0; }
summary { cursor: pointer; padding: .3rem 0; font-weight: 600; color: var(--link); }
details ul { margin: .3rem 0 .6rem; }
ul, ol { padding-left: 1.3rem; margin: .4rem 0; } li { margin: .2rem 0; max-width: 46rem; }
code { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .875em; }
p code { white-space: nowrap; }
pre { background: var(--tint); padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .6rem 0; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .875rem; padding-bottom: 3rem; margin-top: 3rem; }
@media (max-width: 46rem) {
  body { font-size: 1rem; } h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; }
  header.top, main, footer { padding: 0 .9rem; }
  .wide { display: none; } .narrow { display: block; }
  .compared { padding: .1rem .8rem .6rem; }
  table.cards, .cards thead, .cards tbody, .cards tr, .cards th, .cards td, .cards caption { display: block; }
  .cards thead { position: absolute; left: -999rem; }
  .cards tr { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .7rem; margin: .6rem 0; }
  .cards th, .cards td { border: 0; width: auto !important; padding: .15rem 0; text-align: left;
    overflow-wrap: anywhere; }
  .cards td.n { text-align: left; }
  .cards td::before { content: attr(data-label) ": "; color: var(--soft); }
  .cards td:empty { display: none; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .5rem; }
}
.paper { display: none; }
@media print {
  @page { margin: 14mm 13mm; }
  body { font-size: 9pt; line-height: 1.4; } header.top, main, footer { max-width: none; padding: 0; }
  p, li, caption, figcaption { max-width: none; }
  h2 { break-before: page; margin-top: 0; } h2.on, #answer h2, #limits, #provenance, #narrative { break-before: auto; }
  h2, h3, h4, h5, summary, caption, h3 + p { break-after: avoid; }
  figure, tr, .note, .verdict { break-inside: avoid; }
  .trials tr { break-inside: auto; }
  thead { display: table-header-group; }
  svg.chart { max-height: 225mm; border: 0; }
  nav, .skip, details.screen { display: none; } p.paper { display: block; }
  .compared { padding: 0 .7rem .3rem; margin: .6rem 0; }
  .compared ul { columns: 2; column-gap: 1.5rem; font-size: 8pt; margin: 0; } .compared summary { display: none; }
  #left-out + p ~ details ul, .trials { font-size: 7.5pt; }
  .scroll { overflow: visible; margin: .4rem 0; } table { font-size: 8pt; }
  th, td { padding: .2rem .4rem; }
  details > * { display: block; } details::details-content { content-visibility: visible; display: block; }
  a { color: inherit; text-decoration: none; }
  .league { font-size: 6pt; } .league td .ci { font-size: 5.5pt; }
  .league td, .league th { padding: .1rem .15rem; min-width: 0 !important; white-space: normal; }
}
""")
