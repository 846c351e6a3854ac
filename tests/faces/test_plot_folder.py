"""Every plot as a file."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.plot_folder import PLOTS, write_plots
from dorsal.faces.report import page

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("name", "missing"),
    [("smoking_cessation", {"components"}), ("senn2013", {"components"}), ("parkinson", {"components"})],
)
def test_every_plot_is_drawn(name, missing, tmp_path):
    document = dorsal.document(DATA / f"{name}.csv")
    paths = write_plots(tmp_path / "plots", document)
    assert {path.stem for path in paths} == set(PLOTS) - missing
    for path in paths:
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        assert root.tag.endswith("svg")
        assert root.find("{http://www.w3.org/2000/svg}title").text


def test_two_studies_give_what_there_is(tmp_path):
    (tmp_path / "two.csv").write_text("study,treat1,treat2,TE,seTE\n1,a,b,1,0.5\n2,a,b,2,0.5\n")
    names = {path.stem for path in write_plots(tmp_path / "plots", dorsal.document(tmp_path / "two.csv"))}
    assert {"network", "forest", "league"} <= names
    assert not {"funnel", "leave-one-out"} & names


def test_components_are_drawn_where_they_were_fitted(tmp_path):
    (tmp_path / "parts.csv").write_text("study,treat1,treat2,TE,seTE\n1,a+c,c,1,0.5\n2,b+c,c,2,0.5\n3,a+b+c,c,3,0.5\n")
    document = dorsal.document(tmp_path / "parts.csv", components=True, inactive=("c",))
    assert "components" in {path.stem for path in write_plots(tmp_path / "plots", document)}


def test_what_stands_there_is_not_replaced(tmp_path):
    document = dorsal.document(DATA / "parkinson.csv")
    (tmp_path / "forest.svg").write_text("mine")
    with pytest.raises(OptionError, match=r"holds forest\.svg already"):
        write_plots(tmp_path, document)
    assert (tmp_path / "forest.svg").read_text() == "mine"
    assert not (tmp_path / "network.svg").exists()
    write_plots(tmp_path, document, force=True)
    assert (tmp_path / "forest.svg").read_text() != "mine"


def test_formats(tmp_path):
    document = dorsal.document(DATA / "parkinson.csv")
    assert all(p.read_bytes()[:4] == b"\x89PNG" for p in write_plots(tmp_path / "png", document, suffix="png"))
    with pytest.raises(OptionError, match="svg, png, pdf, got 'gif'"):
        write_plots(tmp_path, document, suffix="gif")


def test_the_command_writes_them_beside_its_answer(tmp_path):
    found = CliRunner().invoke(app, ["fit", str(DATA / "parkinson.csv"), "--plots", str(tmp_path / "p"), "--json"])
    assert found.exit_code == 0
    assert found.stdout.startswith("{")
    assert (tmp_path / "p" / "league.svg").exists()


def test_the_network_shows_risk_of_bias_where_the_studies_are_judged(tmp_path):
    judged, bare = tmp_path / "judged.csv", tmp_path / "bare.csv"
    judged.write_text("study,treatment,events,n,rob\n1,a,3,30,1\n1,b,6,30,1\n2,b,4,30,3\n2,c,9,30,3\n")
    bare.write_text("study,treatment,events,n\n1,a,3,30\n1,b,6,30\n2,b,4,30\n2,c,9,30\n")
    write_plots(tmp_path / "judged", dorsal.document(judged))
    write_plots(tmp_path / "bare", dorsal.document(bare))
    drawn = (tmp_path / "judged" / "network.svg").read_text()
    assert {"piece low", "piece high"} <= set(re.findall(r'class="(piece \w+)"', drawn))
    assert "piece" not in (tmp_path / "bare" / "network.svg").read_text()
    assert "piece low" in page(dorsal.document(judged))
    assert "piece" not in page(dorsal.document(bare))


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_the_forest_names_its_reference_and_has_the_best_first(better, tmp_path):
    document = dorsal.document(DATA / "smoking_cessation.csv", reference="A", better=better)
    write_plots(tmp_path, document)
    words = "".join(ET.parse(tmp_path / "forest.svg").getroot().itertext())
    assert "Against A" in words
    assert "favours A" in words
    effects = {t: document.sections[0].analysis.main.between(t, "A").mean for t in "BCD"}
    order = sorted(effects, key=effects.get, reverse=better == "higher")
    rows = re.findall(r">([BCD])</text>", (tmp_path / "forest.svg").read_text())
    assert rows[:3] == order
