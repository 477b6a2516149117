"""Structure for a PDF set with reportlab, which writes none itself: headings, lists, tables, order.

What a reader hears is a tree of elements (ISO 32000-1, 14.7 and 14.8). Each paragraph is marked on
the page and named in the tree; rules, shading and what repeats are artifacts. This makes a tagged
PDF. Whether it meets PDF/UA no validator has said, and nothing here claims it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

for _key in ("StructParents", "Tabs"):
    if _key not in pdfdoc.PDFPage.__NoDefault__:  # what a page's dictionary may hold beside its defaults
        pdfdoc.PDFPage.__NoDefault__.append(_key)


class Element:
    """One element of the tree: a role such as H2 or TD, and what it holds, in order."""

    def __init__(
        self, role: str, parent: Element | None = None, *, scope: str = "", actual: str = ""
    ) -> None:
        self.role, self.parent, self.scope, self.actual = role, parent, scope, actual
        self.kids: list[Element | tuple[int, int]] = []
        if parent is not None:
            parent.kids.append(self)

    def all(self) -> Iterator[Element]:
        """This element and all below it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.all()


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that knows which element it draws, and writes the tree when it is saved."""

    def __init__(self, *given: Any, root: Element, **more: Any) -> None:
        super().__init__(*given, **{**more, "pdfVersion": (1, 7)})
        self._root = root
        self._marked: dict[int, list[Element]] = {}

    def begin(self, element: Element) -> None:
        """What is drawn until `end` belongs to an element."""
        page = self.getPageNumber()
        marked = self._marked.setdefault(page, [])
        element.kids.append((page, len(marked)))
        self.addLiteral(f"/{element.role} <</MCID {len(marked)}>> BDC")
        marked.append(element)

    def begin_artifact(self) -> None:
        """What is drawn until `end` is decoration, which no reader reads out."""
        self.addLiteral("/Artifact BMC")

    def end(self) -> None:
        """The end of `begin` or `begin_artifact`."""
        self.addLiteral("EMC")

    def save(self) -> None:
        """Write the tree, then the file."""
        if len(self._code):
            self.showPage()
        self._write_tree()
        super().save()

    def _write_tree(self) -> None:
        document = self._doc
        pages = document.Pages.pages
        made = {id(one): PDFDictionary({}) for one in self._root.all()}
        named = {key: document.Reference(one) for key, one in made.items()}
        tree = PDFDictionary({})
        top = document.Reference(tree)
        for one in self._root.all():
            kids = [
                named[id(kid)]
                if isinstance(kid, Element)
                else PDFDictionary(
                    {
                        "Type": PDFName("MCR"),
                        "Pg": document.Reference(pages[kid[0] - 1]),
                        "MCID": kid[1],
                    }
                )
                for kid in one.kids
            ]
            written = made[id(one)]
            written["Type"], written["S"] = PDFName("StructElem"), PDFName(one.role)
            written["P"] = named[id(one.parent)] if one.parent is not None else top
            written["K"] = PDFArray(kids)
            if one.scope:
                written["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(one.scope)})
            if one.actual:
                written["ActualText"] = PDFString(one.actual)
        numbers: list[Any] = []
        for n, page in enumerate(pages):
            page.StructParents, page.Tabs = n, PDFName("S")
            numbers += [n, PDFArray([named[id(one)] for one in self._marked.get(n + 1, [])])]
        tree["Type"] = PDFName("StructTreeRoot")
        tree["K"] = PDFArray([named[id(self._root)]])
        tree["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        tree["ParentTreeNextKey"] = len(pages)
        document.Catalog.StructTreeRoot = top
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class Tagged(Paragraph):  # type: ignore[misc]
    """A paragraph that is one element, on however many pages; drawn again (a table's head), an artifact."""

    element: Element
    repeats = False
    drawn = False

    @classmethod
    def of(cls, markup: str, style: Any, element: Element, **more: Any) -> Tagged:
        """A paragraph for an element. (Parts of one are made by reportlab, with its own arguments.)"""
        made = cls(markup, style, **more)
        made.element = element
        made.repeats = element.role == "TH" and element.scope == "Column"
        return made

    def wrap(self, width: float, height: float) -> Any:
        """As a paragraph wraps; the blank at the end of each line is kept, or words run together."""
        size = super().wrap(width, height)
        lines = self.blPara
        if lines is not None and not getattr(lines, "spaced", False):
            for line in lines.lines[:-1]:
                if isinstance(line, tuple):
                    line[1].append("")
                elif getattr(line, "words", None) and getattr(line.words[-1], "text", ""):
                    line.words[-1].text = line.words[-1].text.rstrip(" ") + " "
            lines.spaced = True
        return size

    def split(self, width: float, height: float) -> Any:
        """The parts of a paragraph are parts of one element."""
        parts = super().split(width, height)
        for part in parts:
            part.element, part.repeats, part.drawn = self.element, self.repeats, False
        return parts

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        """Draw, marked."""
        if self.repeats and self.drawn:
            canvas.begin_artifact()
        else:
            canvas.begin(self.element)
        super().drawOn(canvas, x, y, _sW)
        canvas.end()
        self.drawn = True


TALL, LEAST = 250, 30
"""Points: a row that is taller may break across pages, no part of it lower than the other."""


class TaggedTable(Table):  # type: ignore[misc]
    """A table whose rules and shading are artifacts, and whose rows stay whole unless one is `TALL`."""

    def split(self, availWidth: float, availHeight: float) -> list[Any]:  # noqa: N803
        """The parts before and after the end of a page; none where all goes on the next."""
        parts: list[Any] = super().split(availWidth, availHeight)
        if parts or max(self._rowHeights) < TALL:
            return parts
        self.splitInRow = LEAST
        return list(super().split(availWidth, availHeight))

    def _drawBkgrnd(self) -> None:  # noqa: N802
        self.canv.begin_artifact()
        super()._drawBkgrnd()
        self.canv.end()

    def _drawLines(self) -> None:  # noqa: N802
        self.canv.begin_artifact()
        super()._drawLines()
        self.canv.end()
