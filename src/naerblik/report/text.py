"""Danish text in a notebook and in the page: paragraphs, a finding as a heading, the list of key findings."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.report import markup


@dataclass(frozen=True)
class Finding:
    """One sentence that heads a part of a section."""

    text: str

    def _repr_html_(self) -> str:
        return f'<h3 class="finding">{markup.prose(self.text)}</h3>'

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Text:
    """Paragraphs, under a heading where one is given. A part that has nothing to show says so in one of these.

    Without paragraphs it shows nothing: an earlier part of the section has said why.
    """

    paragraphs: tuple[str, ...]
    heading: str = ""

    def _repr_html_(self) -> str:
        heading = [f"<h3>{markup.text(self.heading)}</h3>"] if self.heading else []
        return "\n".join([*heading, *(f"<p>{markup.prose(paragraph)}</p>" for paragraph in self.paragraphs)])

    def __repr__(self) -> str:
        return "\n\n".join([*([self.heading] if self.heading else []), *self.paragraphs])


@dataclass(frozen=True)
class KeyFindings:
    """The findings that matter most: a short heading and a sentence each."""

    findings: tuple[tuple[str, str], ...]

    def _repr_html_(self) -> str:
        items = "\n".join(
            f"<li><strong>{markup.text(heading)}</strong> <span>{markup.prose(sentence)}</span></li>"
            for heading, sentence in self.findings
        )
        return f'<ul class="key-findings">\n{items}\n</ul>'

    def __repr__(self) -> str:
        return "\n".join(f"- {heading} {sentence}" for heading, sentence in self.findings)
