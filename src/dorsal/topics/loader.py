"""A topic: the question, the trials, and everything known beside them, read from a folder of tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from dorsal.errors import Fault, TopicError
from dorsal.topics import settings as topic_file
from dorsal.topics.results import results_of
from dorsal.topics.rows import scales_of, studies_of, treatments_of
from dorsal.topics.settings import Outcome, Settings
from dorsal.topics.table import Row, Table, table
from dorsal.trials.question import Question, Window
from dorsal.trials.scale import Scale
from dorsal.trials.study import Study
from dorsal.trials.treatment import Treatments

DEFAULT = "low_back_pain"
SKELETON = "_skeleton"
"""The example that `topics.new` writes; not a topic to read."""
ENDINGS = (".csv", ".toml")
NEEDED = ("studies", "results", "treatments", "scales")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One question with its evidence. `tables` holds the rows beside the trials: reviews, narrative, harms ..."""

    settings: Settings
    treatments: Treatments
    scales: Mapping[str, Scale]
    studies: tuple[Study, ...]
    tables: Mapping[str, tuple[Row, ...]]
    data_hash: str
    """SHA-256 over the names and bytes of its files."""

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def title(self) -> str:
        return self.settings.title

    @property
    def question(self) -> str:
        return self.settings.question

    @property
    def reference(self) -> str:
        return self.settings.reference

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        return {outcome.code: outcome for outcome in self.settings.outcomes}

    @property
    def windows(self) -> Mapping[str, Window]:
        return {window.name: window for window in self.settings.windows}

    @property
    def headlines(self) -> tuple[Outcome, ...]:
        """The outcomes that the answer opens with."""
        return tuple(outcome for outcome in self.settings.outcomes if outcome.headline)

    def measure(self, outcome: str) -> str:
        """The measure of an outcome: its own, else the topic's."""
        named = self.outcomes.get(outcome)
        return (named.measure if named else "") or self.settings.measure

    def questions(self) -> tuple[Question, ...]:
        """Every outcome in every window on its measure."""
        return tuple(
            Question(outcome=outcome, window=window, measure=self.measure(outcome))
            for outcome in self.outcomes
            for window in self.settings.windows
        )


def bundled() -> tuple[str, ...]:
    """The names of the topics that come with Dorsal."""
    folders = (entry for entry in files("dorsal.topics").iterdir() if entry.is_dir() and entry.name != SKELETON)
    return tuple(sorted(folder.name for folder in folders if (folder / topic_file.FILE).is_file()))


def place_of(name: str) -> Path | None:
    """The folder of a topic by its path or its bundled name; a folder of that name comes first. None: the default."""
    if not name or name == DEFAULT:
        return None
    return Path(str(files("dorsal.topics") / name)) if name in bundled() and not Path(name).exists() else Path(name)


def load(folder: Path | None = None) -> Topic:
    """The topic in `folder`, or the bundled one. Raises TopicError with every fault of its files."""
    reading = read(folder)
    if reading.topic is None or reading.faults:
        raise refused(folder, reading.faults)
    return reading.topic


def refused(folder: Path | None, faults: Sequence[Fault]) -> TopicError:
    """The error that tells of all these faults."""
    count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
    return TopicError(f"{folder or DEFAULT}: {count} in the topic", faults)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What could be made of a folder: the topic as far as it goes, its tables with their lines, and the faults."""

    topic: Topic | None
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]


def read(folder: Path | None = None) -> Reading:
    """Read a folder and build what can be built. Raises nothing: what is wrong is in `faults`."""
    place: Traversable = folder or files("dorsal.topics") / DEFAULT
    name = str(folder or DEFAULT)
    if not place.is_dir():
        return _unread([Fault(name, "", "", "it is not a folder", f"give the folder that holds {topic_file.FILE}")])
    try:
        contents = {f.name: f.read_bytes() for f in place.iterdir() if f.name.endswith(ENDINGS) and f.is_file()}
    except OSError as error:
        return _unread([Fault(name, "", "", f"it cannot be read ({error})", "see who may read it")])
    needed = (topic_file.FILE, *(f"{table_name}.csv" for table_name in NEEDED))
    remedy = "add it; `dorsal topics new` writes an example of each"
    missing = [Fault(name, "", file, "the file is missing", remedy) for file in needed if file not in contents]
    return _unread(missing) if missing else assemble(contents)


def _unread(faults: Sequence[Fault]) -> Reading:
    return Reading(topic=None, tables={}, faults=tuple(faults))


def assemble(contents: Mapping[str, bytes]) -> Reading:
    """A topic of the bytes of its files by name."""
    said, faults = topic_file.settings(contents[topic_file.FILE])
    tables: dict[str, Table] = {}
    for name in sorted(name.removesuffix(".csv") for name in contents if name.endswith(".csv")):
        tables[name], torn = table(name, contents[f"{name}.csv"])
        faults += torn
    treatments, wrong_treatments = treatments_of(tables["treatments"], said.synonyms if said else {})
    scales, wrong_scales = scales_of(tables["scales"])
    results, wrong_results = results_of(tables["results"])
    studies, wrong_studies = studies_of(tables["studies"], results)
    faults += [*wrong_treatments, *wrong_scales, *wrong_results, *wrong_studies]
    if said is None:
        return Reading(topic=None, tables=tables, faults=tuple(faults))
    topic = Topic(
        settings=said,
        treatments=treatments,
        scales=scales,
        studies=studies,
        tables={name: found.rows for name, found in tables.items() if name not in NEEDED},
        data_hash=_hash(contents),
    )
    return Reading(topic=topic, tables=tables, faults=tuple(faults))


def _hash(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()
