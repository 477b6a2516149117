"""The detection engine: the only module that imports Presidio and spaCy, and only when it is used.

Nothing here reaches for a network. The pipeline is built in memory or read from a folder, never
downloaded; Presidio's e-mail recogniser, which asks `tldextract` for the list of public suffixes
(and that fetches it), is replaced by a pattern of ours; no list of recognisers is read from a
configuration that could name others.

Without a name model the pipeline only parts words. Its lemmas are the words in small letters,
because Presidio compares context words with lemmas and would otherwise never find one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dsar.model.findings import Span
from dsar.people.recognisers import CATEGORY, FORMS, THRESHOLD, Form
from dsar.people.segments import Segment, segments

MODEL = Path(__file__).parent / "model"
"""Where a name model lies when one is installed."""

LABELS = {"PERSON": "name", "ORGANIZATION": "organisation", "LOCATION": "place"}
"""What a name model's entities are called here."""

_LANGUAGE = "en"
_UNREADABLE = dict.fromkeys(range(55296, 57344), "�") | {0: " "}


def name_model() -> Path | None:
    """The folder of the name model, or None where none is installed."""
    return MODEL if (MODEL / "meta.json").is_file() else None


def describe() -> str:
    """What runs, in words for people: which forms are looked for, and whether names are."""
    forms = f"{len(FORMS)} kinds of identifier are looked for by form, the United Kingdom's among them"
    model = name_model()
    if model is None:
        return (
            "NO NAME MODEL IS INSTALLED: names in free text are not detected by a model. Names of people who "
            f"stand in headers, tickets, tables and the staff list are still hunted in all text; {forms}"
        )
    return f"names in free text are detected by the model in {model.name}; {forms}"


class Engine:
    """One Presidio analyser: a pipeline, the recognisers of `FORMS`, and what each text needs."""

    def __init__(self, model: Path | None = None) -> None:
        """Load the pipeline. Raises `OSError` for a folder that holds none."""
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
        from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
        from presidio_analyzer.predefined_recognizers import SpacyRecognizer

        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        recognisers = [_recogniser(form) for form in FORMS]
        if model is not None:
            recognisers.append(SpacyRecognizer(supported_entities=list(LABELS)))
        configuration = NerModelConfiguration(
            labels_to_ignore=[],
            low_score_entity_names=[],
            model_to_presidio_entity_mapping={
                "PERSON": "PERSON", "PER": "PERSON", "ORG": "ORGANIZATION", "ORGANIZATION": "ORGANIZATION",
                "LOCATION": "LOCATION", "LOC": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION",
            },
        )  # fmt: skip
        nlp = SpacyNlpEngine(ner_model_configuration=configuration)
        nlp.nlp = {_LANGUAGE: _pipeline(model)}
        self._names = model is not None
        self._analyser: Any = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[_LANGUAGE]),
            nlp_engine=nlp,
            supported_languages=[_LANGUAGE],
            default_score_threshold=THRESHOLD,
            context_aware_enhancer=LemmaContextAwareEnhancer(context_matching_mode="whole_word"),
        )

    def spans(self, text: str, *, machine: bool = False) -> Iterator[Span]:
        """What stands in one text by form, and names where there is a model; spans may overlap.

        `machine` is for log lines and technical headers: only what is certain by itself counts.
        """
        wanted = [form.entity for form in FORMS if (form.logs or not machine) and form.gate.search(text)]
        if self._names and not machine:
            wanted += LABELS
        if not wanted:
            return
        clean = text.translate(_UNREADABLE)
        for one in self._analyser.analyze(text=clean, language=_LANGUAGE, entities=wanted):
            category = CATEGORY.get(one.entity_type) or LABELS[one.entity_type]
            yield Span(one.start, one.end, category, round(float(one.score), 2), _words(one.entity_type))


def _words(entity: str) -> str:
    return "name model" if entity in LABELS else f"form: {entity.casefold().replace('_', ' ')}"


def _recogniser(form: Form) -> Any:
    """A Presidio recogniser for a form, its check in place of Presidio's own validation."""
    import regex
    from presidio_analyzer import Pattern, PatternRecognizer

    flags = regex.MULTILINE | regex.DOTALL | (regex.IGNORECASE if form.any_case else 0)
    recogniser = PatternRecognizer(
        supported_entity=form.entity,
        name=form.entity,
        patterns=[Pattern(f"{form.entity} {n}", *pattern) for n, pattern in enumerate(form.patterns, 1)],
        context=list(form.context),
        global_regex_flags=flags,
    )
    check = form.check
    if check is not None:
        # Presidio takes a check that holds as certainty; one number in eleven passes some of these.
        recogniser.validate_result = lambda text: None if check(text) else False
    return recogniser


def _pipeline(model: Path | None) -> Any:
    """A pipeline that parts words and lowers lemmas, with the model's names where there is one."""
    import spacy

    if not spacy.Language.has_factory("dsar_lemmas"):
        spacy.Language.component("dsar_lemmas", func=_lemmas)
    nlp = spacy.blank(_LANGUAGE) if model is None else spacy.load(model)
    if "lemmatizer" not in nlp.pipe_names:
        nlp.add_pipe("dsar_lemmas", last=True)
    nlp.max_length = 10_000_000
    return nlp


def _lemmas(doc: Any) -> Any:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


@lru_cache(maxsize=1)
def engine() -> Engine:
    """This process's engine, loaded when it is first asked for."""
    return Engine(name_model())


class Analyses:
    """Texts analysed once each, however often their segments occur.

    Lives as long as one search: what it remembers is personal data.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], tuple[Span, ...]] = {}

    def spans(self, text: str, *, machine: bool = False) -> list[Span]:
        """Spans in a whole text, in its own offsets, sorted; those that overlap are all here."""
        found: set[Span] = set()
        for segment in segments(text):
            found.update(self._moved(segment, machine))
        return sorted(found)

    def _moved(self, segment: Segment, machine: bool) -> Iterable[Span]:
        key = segment.text, machine
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(engine().spans(segment.text, machine=machine))
        at = segment.start
        return (Span(one.start + at, one.end + at, one.category, one.score, one.detector) for one in known)


def analyse(texts: Sequence[str]) -> list[list[Span]]:
    """The spans of each text, every different segment analysed once."""
    analyses = Analyses()
    return [analyses.spans(text) for text in texts]
