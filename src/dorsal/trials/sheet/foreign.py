"""Names of columns in German and in Spanish, as in `vocabulary`: folded, and here without accents too."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from types import MappingProxyType

GERMAN: Mapping[str, tuple[str, ...]] = {
    "study": ("studie", "studienname", "studien", "autor", "autoren", "erstautor", "quelle"),
    "treatment": ("behandlung", "therapie", "intervention", "medikament", "wirkstoff", "gruppe"),
    "comparator": ("vergleich", "kontrolle", "vergleichsbehandlung"),
    "n": ("anzahl", "fallzahl", "teilnehmer", "teilnehmende", "patienten", "personen", "probanden", "stichprobe",
          "stichprobengrosse", "gesamt", "gesamtzahl"),
    "events": ("ereignisse", "ereignis", "falle", "faelle", "todesfalle", "todesfaelle"),
    "mean": ("mittelwert", "mittel", "durchschnitt"),
    "sd": ("standardabweichung", "stdabw", "stabw", "stdabweichung"),
    "se": ("standardfehler", "stdfehler"),
    "median": ("medianwert",),
    "person_time": ("personenjahre", "personenzeit", "patientenjahre"),
    "effect": ("effekt", "effektstarke", "effektschatzer", "differenz"),
    "lower": ("untergrenze", "unteregrenze", "untere", "kiunten", "kiuntergrenze"),
    "upper": ("obergrenze", "oberegrenze", "obere", "kioben", "kiobergrenze"),
    "p": ("pwert",),
    "outcome": ("endpunkt", "zielgrosse", "zielkriterium"),
    "scale": ("skala", "fragebogen"),
    "weeks": ("wochen", "woche"),
    "year": ("jahr", "publikationsjahr", "erscheinungsjahr"),
    "bias": ("verzerrungsrisiko", "biasrisiko"),
}  # fmt: skip
SPANISH: Mapping[str, tuple[str, ...]] = {
    "study": ("estudio", "nombredelestudio", "ensayo", "autor", "autores", "fuente"),
    "treatment": ("tratamiento", "intervencion", "terapia", "farmaco", "medicamento", "grupo", "brazo"),
    "comparator": ("comparador", "comparacion"),
    "n": ("participantes", "pacientes", "personas", "sujetos", "muestra", "tamano", "tamanomuestral",
          "tamanodelamuestra"),
    "events": ("eventos", "evento", "casos", "muertes", "respondedores"),
    "mean": ("media", "promedio"),
    "sd": ("de", "desviacionestandar", "desviaciontipica", "desvest", "dt"),
    "se": ("ee", "errorestandar", "errortipico"),
    "median": ("mediana",),
    "person_time": ("personastiempo", "personatiempo", "personasano", "personaano", "pacientesano"),
    "effect": ("efecto", "tamanodelefecto", "diferencia"),
    "lower": ("limiteinferior", "inferior", "icinferior", "liminf"),
    "upper": ("limitesuperior", "superior", "icsuperior", "limsup"),
    "p": ("valorp", "valordep"),
    "outcome": ("desenlace", "resultado"),
    "scale": ("escala", "cuestionario"),
    "weeks": ("semanas", "semana"),
    "year": ("ano", "anio", "anodepublicacion"),
    "bias": ("riesgodesesgo", "sesgo"),
}  # fmt: skip
LANGUAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({"German": GERMAN, "Spanish": SPANISH})


def without_accents(folded: str) -> str:
    """A folded name as it stands here: "desviaciónestándar" -> "desviacionestandar"."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))


def foreign(role: str) -> tuple[str, ...]:
    """The names of a role in all of these languages."""
    return tuple(name for names in LANGUAGES.values() for name in names.get(role, ()))


def languages_of(called: Mapping[str, str], known: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """By language, the roles whose names (`called`, role -> folded name) are read by it.

    `known`: the folded English names, which tell of no language.
    """
    found: dict[str, list[str]] = {}
    for role, name in called.items():
        plain = without_accents(name).rstrip("0123456789")
        for language, names in LANGUAGES.items():
            if name.rstrip("0123456789") not in known and plain in names.get(role.rstrip("0123456789"), ()):
                found.setdefault(language, []).append(role)
                break
    return {language: tuple(roles) for language, roles in found.items()}
