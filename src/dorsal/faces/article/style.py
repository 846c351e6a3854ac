"""The look of an article on a page: a column to read in, a label behind each claim, on a phone and on paper too."""

from __future__ import annotations

from dorsal.faces.markup import Markup

CSS = Markup("""
:root { color-scheme: light; --ink: #1b1b1b; --soft: #4a4f55; --line: #c3c9cf; --paper: #fff; --tint: #f3f6f8;
  --link: #0b4a7a; --yes: #17603a; --yes-bg: #e4f3ea; --no: #8f1d14; --no-bg: #fbe9e7; --open: #6b4a00;
  --open-bg: #fdf1d0; --other: #364a78; --other-bg: #e8edf8; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.65 Georgia, 'Liberation Serif', 'DejaVu Serif', serif; overflow-wrap: break-word; }
header, main, footer { max-width: 44rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, h4, .label, .evidence, nav, footer, summary, dl, .key, caption, th {
  font-family: system-ui, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 2rem 0 .75rem; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.1rem; line-height: 1.35; margin: 1.75rem 0 .35rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .6rem 0; } ul, ol { padding-left: 1.4rem; margin: .6rem 0; } li { margin: .35rem 0; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--line); color: var(--soft); }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid #b98300; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; }
.evidence { background: var(--tint); border-radius: 8px; padding: .75rem 1rem; margin: 1.25rem 0; font-size: .9rem;
  line-height: 1.5; }
.evidence p { margin: .3rem 0; }
a.label { display: inline-block; text-decoration: none; font-size: .72rem; line-height: 1.35; font-weight: 600;
  padding: .05rem .4rem; border-radius: 999px; border: 1px solid currentColor; white-space: nowrap;
  vertical-align: .12em; margin-left: .15rem; }
a.label:hover { text-decoration: underline; }
.v-supported, .v-probably { color: var(--yes); background: var(--yes-bg); }
.v-contradicted, .v-probably_not { color: var(--no); background: var(--no-bg); }
.v-uncertain { color: var(--open); background: var(--open-bg); }
.v-not_for_trials, .v-own_data { color: var(--other); background: var(--other-bg); }
:target { scroll-margin-top: 1rem; } .said:target { background: #fff3c4; } .entry:target { border-color: #b98300; }
.entry { border: 1px solid var(--line); border-radius: 8px; padding: .5rem 1rem .75rem; margin: 1rem 0; }
.entry h3 { margin: .5rem 0 .25rem; } .entry p, .entry li { font-size: .95rem; line-height: 1.5; }
.verdict { display: inline-block; font: 600 .85rem/1.4 system-ui, Arial, 'Liberation Sans', sans-serif;
  padding: .05rem .55rem; border-radius: 999px; border: 1px solid currentColor; }
.key { color: var(--soft); font-weight: 600; }
details { margin: .4rem 0; } details h4 { font-size: .9rem; margin: .6rem 0 .1rem; } details ul { margin: .2rem 0; }
 summary { cursor: pointer; color: var(--link); font-size: .9rem; font-weight: 600;
  padding: .25rem 0; }
details li, .sources { font-size: .88rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: 1rem 0; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { border-bottom: 2px solid var(--ink); background: var(--tint); }
code { font-family: ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; font-size: .875em; }
pre { background: var(--tint); padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
footer { color: var(--soft); font-size: .85rem; line-height: 1.5; padding-bottom: 3rem; margin-top: 3rem;
  border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 34rem) {
  body { font-size: 1rem; } h1 { font-size: 1.55rem; margin-top: 1.25rem; } h2 { font-size: 1.25rem; }
  header, main, footer { padding-left: .9rem; padding-right: .9rem; } .entry { padding: .4rem .8rem .6rem; }
}
@media print {
  @page { margin: 16mm; } body { font-size: 10pt; } header, main, footer { max-width: none; padding: 0; }
  .skip { display: none; } .entry { break-inside: avoid; } h2, h3 { break-after: avoid; }
  details > * { display: block; } details::details-content { content-visibility: visible; display: block; }
}
""")
