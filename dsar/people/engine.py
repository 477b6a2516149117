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
from typing import Any

from dsar.errors import UsageError
from dsar.model.findings import Span
from dsar.people import models
from dsar.people.recognisers import CATEGORY, FORMS, THRESHOLD, Form
from dsar.people.sifted import sifted

LABELS = {"PERSON": "name", "ORGANIZATION": "organisation", "LOCATION": "place"}
"""What a name model's entities are called here."""

NAMED = "name model"
"""The detector of what the model found."""

_LANGUAGE = "en"
_UNREADABLE = dict.fromkeys(range(55296, 57344), "\ufffd") | {0: " "}
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer", "textcat")
_BATCH = 64


def describe(model: str = "") -> str:
    """What runs, in words for people: which forms are looked for, and whether names are.

    Raises `UsageError` for a named model that cannot be used.
    """
    forms = f"{len(FORMS)} kinds of identifier are looked for by form, the United Kingdom's among them"
    one = models.chosen(model)
    if not one.place:
        return (
            f"NAMES IN FREE TEXT ARE NOT DETECTED BY A MODEL ({one.words}). Names of people who "
            "stand in headers, tickets, tables and the staff list are still hunted in all text, and names "
            f"after a greeting or over a signature are found; {forms}"
        )
    return f"names in free text are detected by {one.words}; {forms}"


class Engine:
    """One Presidio analyser: a pipeline, the recognisers of `FORMS`, and what each text needs."""

    def __init__(self, model: str = "") -> None:
        """Load the pipeline, of a folder or an installed package. Raises `UsageError` where it is none."""
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
        from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
        from presidio_analyzer.predefined_recognizers import SpacyRecognizer

        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        recognisers = [_recogniser(form) for form in FORMS]
        if model:
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
        self._names = bool(model)
        self._nlp: Any = nlp
        self.analyser: Any = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[_LANGUAGE]),
            nlp_engine=nlp,
            supported_languages=[_LANGUAGE],
            default_score_threshold=THRESHOLD,
            context_aware_enhancer=LemmaContextAwareEnhancer(context_matching_mode="whole_word"),
        )

    def raw(self, texts: Sequence[str], *, machine: bool = False) -> Iterator[list[Span]]:
        """What stands in each text by form and by the model, before any filter of ours; spans may overlap.

        `machine` is for log lines and technical headers: only what is certain by itself counts.
        """
        clean = [readable(text) for text in texts]
        wanted = [self._wanted(text, machine) for text in clean]
        needed = [text for text, entities in zip(clean, wanted, strict=True) if entities]
        artifacts = self._nlp.process_batch(needed, language=_LANGUAGE, batch_size=_BATCH)
        for text, entities in zip(clean, wanted, strict=True):
            spans = []
            if entities:
                _, read = next(artifacts)
                found = self.analyser.analyze(text, _LANGUAGE, entities=entities, nlp_artifacts=read)
                spans = [one_span(one) for one in found]
            yield spans

    def _wanted(self, text: str, machine: bool) -> list[str]:
        """The entities that a text can hold at all."""
        wanted = [form.entity for form in FORMS if (form.logs or not machine) and form.gate.search(text)]
        if self._names and not machine and any(map(str.isalpha, text)):
            wanted += LABELS
        return wanted

    def spans(self, texts: Sequence[str], *, machine: bool = False) -> Iterator[tuple[Span, ...]]:
        """What counts in each text: the hits, those of the model sifted."""
        for text, raw in zip(texts, self.raw(texts, machine=machine), strict=True):
            yield tuple(part for span in raw for part, rule in _sifted(text, span) if not rule)


def readable(text: str) -> str:
    """A text as the analyser takes it: no NUL and no lone surrogate, offsets unchanged."""
    return text.translate(_UNREADABLE)


def one_span(one: Any) -> Span:
    """What Presidio found, in our words."""
    category = CATEGORY.get(one.entity_type) or LABELS[one.entity_type]
    return Span(one.start, one.end, category, round(float(one.score), 2), _words(one.entity_type))


def _sifted(text: str, span: Span) -> Iterable[tuple[Span, str]]:
    return sifted(text, span) if span.detector == NAMED else ((span, ""),)


def _words(entity: str) -> str:
    return NAMED if entity in LABELS else f"form: {entity.casefold().replace('_', ' ')}"


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


def _pipeline(model: str) -> Any:
    """A pipeline that parts words and lowers lemmas, with the model's names where there is one."""
    import spacy

    if not spacy.Language.has_factory("dsar_lemmas"):
        spacy.Language.component("dsar_lemmas", func=_lemmas)
    if not model:
        nlp = spacy.blank(_LANGUAGE)
    else:
        try:
            nlp = spacy.load(model, exclude=_UNUSED)
        except (OSError, ValueError, KeyError, ImportError) as problem:
            raise UsageError(
                f"the name model {model!r} cannot be loaded ({type(problem).__name__})",
                hint="name another in dsar.toml ([people] model), or install it for this spaCy",
            ) from problem
        if "ner" not in nlp.pipe_names:
            raise UsageError(f"the name model {model!r} finds no names: its pipeline has no 'ner'")
    nlp.add_pipe("dsar_lemmas", last=True)
    nlp.max_length = 10_000_000
    return nlp


def _lemmas(doc: Any) -> Any:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


@lru_cache(maxsize=2)
def engine(model: str = "") -> Engine:
    """This process's engine for a setting, loaded when it is first asked for.

    Raises `UsageError` for a named model that cannot be used.
    """
    return Engine(models.chosen(model).place)
