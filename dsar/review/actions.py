"""What a person does on the page, as decisions: one function for each thing that a form can ask for.

Each takes what was asked and returns what to say; all decisions go through `dsar.steps.decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dsar.errors import UsageError
from dsar.law.exemptions import ANSWERS
from dsar.model.decisions import OF_PICTURES, Action, On, Wish
from dsar.model.findings import Finding
from dsar.model.records import Record
from dsar.reading.hunt import Hunt, huntable
from dsar.review import sample, signed
from dsar.review.board import Board
from dsar.review.inverse import all_but
from dsar.review.queue import thread_of
from dsar.review.second import LOOK, looked_at
from dsar.review.show import name_of
from dsar.steps.assess import assess
from dsar.steps.decide import Changed

WORDS = {
    Action.REDACT: "hidden", Action.SHOW: "shown", Action.UNSURE: "marked as unsure",
    Action.CONFIRM: "confirmed as about the person", Action.REJECT: "rejected",
    Action.WITHHOLD: "withheld", Action.OUT_OF_SCOPE: "out of scope", Action.MERGE: "merged",
    Action.SPLIT: "split off", Action.ACKNOWLEDGE: "acknowledged", Action.MARK: "marked and hidden",
    Action.SIGN: "signed", Action.UNDO: "undone",
}  # fmt: skip
"""What became of something, in words."""

SCOPES = ("here", "text", "person", "thread")
"""How far a decision about a passage reaches."""


class Form:
    """What a form or a script sent, by name; every value is text."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def one(self, name: str, otherwise: str = "") -> str:
        """The last value of a name."""
        values = self._values.get(name) or [otherwise]
        return values[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name that is not empty, once."""
        return tuple(dict.fromkeys(one for one in self._values.get(name, ()) if one))


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words for the live region, and the passages that it may have changed."""

    words: str
    undoable: bool = True


def decided(board: Board, form: Form) -> Done:
    """One decision, about one thing or several of a kind. Raises `UsageError`."""
    try:
        on, action = On(form.one("on")), Action(form.one("action"))
    except ValueError:
        raise UsageError("the page asked for something that cannot be decided") from None
    if action in (Action.SIGN, Action.UNDO) or on is On.CASE:
        raise UsageError("that is not decided here")
    ground, note = form.one("ground").strip(), form.one("note").strip()
    targets = form.all("target")
    if not targets:
        raise UsageError("choose at least one")
    if on is On.FINDING:
        return _passages(board, _reach(board, targets, form.one("scope", "here")), action, ground, note)
    if action in (Action.MERGE, Action.SPLIT):
        return _regroup(board, action, targets, form)
    if action is Action.WITHHOLD and not ground:
        raise UsageError("withholding a record needs a ground: choose one")
    changed = board.decide([Wish(on, one, action, ground, note) for one in targets])
    return Done(_words(board, on, changed, action))


def _reach(board: Board, targets: Iterable[str], scope: str) -> list[tuple[On, str]]:
    """The findings, or the person, that a decision about a passage covers."""
    out: list[tuple[On, str]] = []
    for target in targets:
        found = board.by_id.get(target)
        if not found:
            raise UsageError("there is no such finding in this case")
        out += _covered(board, found[0], scope)
    return list(dict.fromkeys(out))


def _covered(board: Board, finding: Finding, scope: str) -> Iterable[tuple[On, str]]:
    match scope:
        case "here":
            return [(On.FINDING, finding.id)]
        case "text":
            return [(On.FINDING, one.id) for one in board.same_text(finding)]
        case "person" if finding.person:
            return [(On.PERSON, finding.person)]
        case "thread":
            return [(On.FINDING, one.id) for one in in_thread(board, finding)]
    raise UsageError("that passage belongs to nobody in particular: decide its text instead")


def in_thread(board: Board, finding: Finding) -> list[Finding]:
    """Mentions of the same person (or, of nobody, the same text) in the same conversation."""
    record = board.record(finding.record)
    if record is None:
        return [finding]
    inside = {one.id for one in thread_of(board, record)}
    inside |= {child for one in inside for child in board.children.get(one, ())}
    same = board.by_person[finding.person] if finding.person else board.same_text(finding)
    return [one for one in same if one.record in inside]


def _passages(board: Board, reach: Sequence[tuple[On, str]], action: Action, ground: str, note: str) -> Done:
    changed = board.decide([Wish(on, target, action, ground, note) for on, target in reach])
    return Done(_words(board, changed[0].on, changed, action))


def _regroup(board: Board, action: Action, targets: tuple[str, ...], form: Form) -> Done:
    if action is Action.MERGE:
        # The first of the ticked people takes in the others, unless one is named.
        into = form.one("into") or targets[0]
        others = tuple(one for one in targets if one != into)
        changed = board.decide([Wish(On.PERSON, into, Action.MERGE, scope=others)])
    else:
        changed = board.decide([Wish(On.PERSON, form.one("into"), Action.SPLIT, scope=targets)])
    return Done(_words(board, On.PERSON, changed, action))


def _words(board: Board, on: On, changed: Sequence[Changed], action: Action) -> str:
    passages = sum(one.findings for one in changed)
    records = sum(one.records for one in changed)
    word = WORDS[action]
    if on is On.PERSON and len(changed) == 1 and action in (Action.REDACT, Action.SHOW):
        who = name_of(board.persons.get(changed[0].target))
        return f"{counted(passages, 'mention')} of {who} {word} everywhere"
    if on is On.PERSON:
        return f"{counted(len(changed), 'person', 'people')} {word}"
    if on is On.RECORD and action in OF_PICTURES:
        return f"{counted(records, 'picture')} {'leaves' if action is Action.SHOW else 'kept back'}"
    if on is On.RECORD:
        return f"{counted(records, 'record')} {word}"
    if on is On.GAP:
        return f"{counted(len(changed), 'gap')} {word}"
    return f"{counted(passages, 'passage')} {word}"


def counted(n: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def split_off(board: Board, form: Form) -> Done:
    """Take ticked mentions away from a person: they are somebody else's. Raises `UsageError`."""
    return _regroup(board, Action.SPLIT, form.all("target"), form)


def marked(board: Board, form: Form) -> Done:
    """Hide a text that no detector found, in one record or everywhere. Raises `UsageError`."""
    text = " ".join(form.one("text").split())
    if not huntable(text):
        raise UsageError("type the passage to hide: at least two letters or four figures")
    key = form.one("record")
    record = board.record(key)
    if form.one("where") == "everywhere":
        records: Iterable[Record] = board.inside.values()
    elif record is not None:
        records = [record]
    else:
        raise UsageError("there is no such record in this case")
    wishes = [
        Wish(On.SPAN, place, Action.MARK, form.one("ground").strip())
        for place in places(board, text, records)
    ]
    if not wishes:
        raise UsageError("that text does not stand there, or is a finding already")
    changed = board.decide(wishes)
    seen = {one.target.partition(":")[0] for one in wishes}
    return Done(f"{counted(len(changed), 'passage')} hidden in {counted(len(seen), 'record')}")


def kept_only(board: Board, form: Form) -> Done:
    """Hide all of a record's texts but the passages given, one a line. Raises `UsageError`."""
    record = board.record(form.one("record"))
    if record is None:
        raise UsageError("there is no such record in this case")
    kept = [line.strip() for line in form.one("keep").splitlines() if line.strip()]
    if not kept:
        raise UsageError("say what stays, one passage a line; to keep back all of it, withhold the record")
    spans, missing = all_but(record, kept)
    if missing:
        raise UsageError(f"{counted(len(missing), 'passage')} of what is to stay is not in its texts")
    if not spans:
        raise UsageError("nothing is left to hide: all of its texts would stay")
    changed = board.decide([Wish(On.SPAN, one, Action.MARK, form.one("ground").strip()) for one in spans])
    hidden, stay = counted(len(changed), "passage"), counted(len(kept), "passage")
    return Done(f"{hidden} hidden, {stay} kept; facts, headers and attachments stay as they are")


def places(board: Board, text: str, records: Iterable[Record]) -> list[str]:
    """Where a text stands outside findings, as `record:field:start:end`, once for each content."""
    hunt = Hunt([text])
    out: dict[tuple[str, str, int], str] = {}
    for record in records:
        taken = [(one.field, one.start, one.end) for one in board.by_record.get(record.id, ())]
        for name, value in record.fields.items():
            if not isinstance(value, str):
                continue
            for seen in hunt.seen(value):
                if not any(name == at and a <= seen.start and seen.end <= b for at, a, b in taken):
                    place = f"{record.id}:{name}:{seen.start}:{seen.end}"
                    out.setdefault((record.digest, name, seen.start), place)
    return list(out.values())


def sampled(board: Board, form: Form) -> Done:
    """What a reviewer says of a page of the missed-data check."""
    looked = form.all("place")
    if not looked:
        raise UsageError("there is nothing on this page of the sample")
    missed = [one for one in looked if one in form.all("missed")]
    board.decide(sample.answers([one for one in looked if one not in missed], missed))
    now = sample.result(board.state)
    return Done(
        f"{counted(now.misses, 'miss', 'misses')} in {now.looked:,} looked at: "
        f"at most {now.bound:.1%} missed, with 95 % confidence"
    )


def looked(board: Board, form: Form) -> Done:
    """What the second reviewer says of one thing, without having seen the first decision."""
    key, said = form.one("target"), form.one("said")
    first = looked_at(board, key)
    if not first or said not in ("hide", "show"):
        raise UsageError("there is nothing like that to look at again")
    agrees = "agrees" if first == said else "differs"
    board.decide([Wish(On.CASE, LOOK, Action.ACKNOWLEDGE, f"{agrees}: {said}", scope=(key,))])
    return Done(f"The first decision was: {first}. You {'agree' if agrees == 'agrees' else 'differ'}.")


def signs(board: Board, form: Form) -> Done:
    """Sign the decisions as they stand. Raises `UsageError`."""
    board.refresh()
    if board.whole.open and form.one("role") == signed.FIRST and not form.one("open"):
        raise UsageError(
            f"{counted(board.whole.open, 'passage')} undecided: decide them, or tick that they stay hidden"
        )
    wish = signed.sign(board.state, form.one("role"), form.one("name"))
    board.decide([wish])
    return Done(f"Signed as the {form.one('role')} reviewer. Any later change voids the signature.")


def assessed(board: Board, form: Form) -> Done:
    """Record the test of an exemption for one record (EX-1). Raises `UsageError`."""
    answers = {key: form.one(key).strip() for key in ANSWERS if form.one(key).strip()}
    key = form.one("record")
    if board.record(key) is None:
        raise UsageError("there is no such record in this case")
    assess(board.case, form.one("ground"), answers, record=key, register=board.register)
    board.refresh()
    return Done("Recorded", undoable=False)


def undone(board: Board, form: Form) -> Done:
    """Take back the last decision, or the one of a number."""
    number = form.one("seq")
    gone = board.undo(int(number) if number.isdecimal() else 0)
    if not gone:
        return Done("Nothing left to undo", undoable=False)
    kinds = ", ".join(dict.fromkeys(f"{one.on}: {WORDS[one.action]}" for one in gone))
    return Done(f"Undone: {counted(len(gone), 'decision')} ({kinds})", undoable=False)


def redone(board: Board, form: Form) -> Done:
    """Decide again what was undone last."""
    changed = board.redo()
    return Done(f"Decided again: {counted(len(changed), 'decision')}" if changed else "Nothing to redo")


ACTIONS: Mapping[str, Callable[[Board, Form], Done]] = {
    "decide": decided,
    "split": split_off,
    "mark": marked,
    "keep": kept_only,
    "sample": sampled,
    "look": looked,
    "sign": signs,
    "assess": assessed,
    "undo": undone,
    "redo": redone,
}
"""What may be asked for, by the last part of its address."""
