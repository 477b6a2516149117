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
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import compress
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

NAMED_SCORE = 0.85
"""What the model's word is worth; it says of no hit how sure it is."""

_LANGUAGE = "en"
_ENTITY = {
    "PERSON": "PERSON", "PER": "PERSON", "ORG": "ORGANIZATION", "ORGANIZATION": "ORGANIZATION",
    "LOCATION": "LOCATION", "LOC": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION",
}  # fmt: skip
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

    def __init__(self, model: str = "", *, quick: bool = True) -> None:
        """Load the pipeline, of a folder or an installed package; `quick` lets numpy multiply where it may.

        Raises `UsageError` where it is none.
        """
        quick = quick and _one_thread()  # asked before anything loads numpy
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
            default_score=NAMED_SCORE,
            model_to_presidio_entity_mapping=_ENTITY,
        )
        nlp = SpacyNlpEngine(ner_model_configuration=configuration)
        self._pipe = _pipeline(model, quick=quick)
        nlp.nlp = {_LANGUAGE: self._pipe}
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
        named = [self._names and not machine and any(map(str.isalpha, text)) for text in clean]
        docs = self._pipe.pipe(compress(clean, named), batch_size=_BATCH)
        for text, entities, names in zip(clean, wanted, named, strict=True):
            doc = next(docs) if names else None
            spans = [] if doc is None else list(_named(doc))
            if entities:
                spans += self._formed(text, entities, self._pipe.make_doc(text) if doc is None else doc)
            yield spans

    def _wanted(self, text: str, machine: bool) -> list[str]:
        """The forms that a text can hold at all."""
        return [form.entity for form in FORMS if (form.logs or not machine) and form.gate.search(text)]

    def _formed(self, text: str, entities: list[str], doc: Any) -> Iterator[Span]:
        """What stands in a text by its form.

        What the model found is not handed through Presidio, which copies every result to look around it.
        """
        from presidio_analyzer.nlp_engine import NlpArtifacts

        places, lemmas = [token.idx for token in doc], [token.lower_ for token in doc]
        read = NlpArtifacts([], doc, places, lemmas, self._nlp, _LANGUAGE)
        found = self.analyser.analyze(text, _LANGUAGE, entities=entities, nlp_artifacts=read)
        yield from map(one_span, found)

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


def _named(doc: Any) -> Iterator[Span]:
    """The model's names, organisations and places; its other entities are nobody's."""
    for one in doc.ents:
        entity = _ENTITY.get(one.label_)
        if entity:
            yield Span(one.start_char, one.end_char, LABELS[entity], NAMED_SCORE, NAMED)


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


def _pipeline(model: str, *, quick: bool) -> Any:
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
        for node in nlp.get_pipe("ner").model.walk() if quick else ():
            node.ops = quick_arithmetic()
    nlp.add_pipe("dsar_lemmas", last=True)
    nlp.max_length = 10_000_000
    return nlp


def quick_arithmetic() -> Any:
    """Thinc's operations with numpy's matrix product: two to three times as fast as Thinc's own where
    numpy's library knows the processor better, and the same names found.
    """
    from thinc.api import NumpyOps, Ops

    class Quick(NumpyOps):  # type: ignore[misc]
        gemm = Ops.gemm

    return Quick()


def _one_thread() -> bool:
    """Whether numpy's library works in one thread; several spin longer than such small products take.

    It can be told only before numpy is loaded. A process that loaded it before keeps Thinc's own product.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return os.environ.get("OPENBLAS_NUM_THREADS") == "1"


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
