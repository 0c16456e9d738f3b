"""A document with everything that a school's report has: the tests of kit.pdf draw it and look at it."""

from datetime import UTC, datetime
from typing import Any

from django.template import Context, Engine

from kit.charts import bars, line
from kit.pdf.cage import ROOT

ISSUED = datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
ABOUT: dict[str, Any] = {
    "title": "Termly report: Mill Lane Primary School, Autumn 2026",
    "author": "Riverside Learning Trust",
    "identifier": "report 100001 2026-autumn v1",
    "issued_at": ISSUED,
}
STEPS = ("low", "moderate", "high", "critical")
BODY = """{% extends "pdf/base.html" %}
{% block cover %}
<header class="cover">
  <p class="eyebrow">Riverside Learning Trust · Report to governors</p>
  <h1>Mill Lane Primary School</h1>
  <p class="standing">Autumn term 2026 · Version 1, issued Friday 11 December 2026</p>
</header>
{% endblock %}
{% block body %}
<div class="summary">
  <p class="title">The term in three sentences</p>
  <p class="typed">{{ typed }}</p>
</div>
<h2>Where the school stands</h2>
<table class="facts">
  <caption>Category of support</caption>
  <tbody>
    <tr><th scope="row">Academic</th><td>Category 2, confirmed by Jo Hart, chief executive</td></tr>
    <tr><th scope="row">Operational</th><td>Category 1, confirmed by Sam Reed, chief financial officer</td></tr>
    <tr><th scope="row">Tŷ Gŵyr → next visit ✓</th><td>Zoë Łukaszewska 👍🏽 مدرسة</td></tr>
  </tbody>
</table>
<p>Overall <span class="risk high">High</span> <span class="moved up">up one step since summer: more risk</span>,
   attendance <span class="risk low">Low</span> <span class="moved down">down one step: less risk</span>,
   finance <span class="risk moderate">Moderate</span> <span class="moved level">as before</span>,
   safeguarding <span class="risk critical">Critical</span>.</p>
<p><span class="risk not-rated">Not rated</span> <span class="risk not-applicable">Not applicable</span>
   <span class="risk suppressed">Suppressed</span></p>
<div class="callout"><p class="title">Not yet moderated</p><p>Ratings of earlier terms are not shown as current.</p></div>
<h2>The risk matrix</h2>
<table>
  <caption>Agreed risk by criterion</caption>
  <thead><tr><td></td><th scope="col">Last term</th><th scope="col">This term</th><th scope="col">Why</th></tr></thead>
  <tbody>
  {% for name, before, now, why in rows %}
    <tr><th scope="row">{{ name }}</th><td><span class="risk {{ before }}">{{ before|capfirst }}</span></td>
        <td><span class="risk {{ now }}">{{ now|capfirst }}</span></td><td>{{ why }}</td></tr>
  {% endfor %}
  </tbody>
</table>
<table class="matrix">
  <caption>At a glance</caption>
  <thead><tr><td></td>{% for step in steps %}<th scope="col">Strand {{ forloop.counter }}</th>{% endfor %}</tr></thead>
  <tbody>
    <tr><th scope="row">Autumn</th>{% for step in steps %}<td class="risk {{ step }}">{{ step|capfirst }}</td>{% endfor %}</tr>
    <tr><th scope="row">Summer</th><td class="risk not-rated">Not rated</td><td class="risk not-applicable">Not
        applicable</td><td class="risk suppressed">Suppressed</td><td class="risk low">Low</td></tr>
  </tbody>
</table>
<h2>What changed</h2>
<h3>Risk over time</h3>
<figure>
  <figcaption>{{ chart_title }}</figcaption>
  <img src="{{ chart.data_uri }}" alt="{{ chart.alt }}">
</figure>
<h3>Engagements</h3>
<figure>
  <figcaption>Engagements promised and held</figcaption>
  <img src="{{ kept.data_uri }}" alt="{{ kept.alt }}">
</figure>
<table>
  <caption>The figures</caption>
  <thead><tr><td></td>{% for head in kept.heads|slice:"1:" %}<th scope="col" class="number">{{ head }}</th>{% endfor %}</tr></thead>
  <tbody>{% for row in kept.rows %}<tr>{% for cell in row %}{% if forloop.first %}<th scope="row">{{ cell }}</th>
    {% else %}<td class="number">{{ cell }}</td>{% endif %}{% endfor %}</tr>{% endfor %}</tbody>
</table>
<p><span class="status done">Held</span> <span class="status late">Missed</span> <span class="status open">Planned</span></p>
<h2>Questions governors may ask</h2>
<ol class="questions"><li>What has the school tried, and how does it know that it helps?</li>
  <li>Which pupils does the figure leave out?</li></ol>
<ul><li>One<ul><li>nested</li></ul></li><li>Two, and <a href="#words">what the words mean</a></li>
  <li><a href="https://example.org/report">on the portal</a></li></ul>
<h2 id="words">What the words mean</h2>
<dl class="glossary"><dt>Moderation</dt><dd>Somebody from the trust reads a rating and agrees or changes it.</dd>
  <dt>Suppressed</dt><dd>Left out because so few pupils could be recognised.</dd></dl>
<p><img src="asset:shape-high.svg" alt="" width="12"> <strong>The end.</strong></p>
{% endblock %}
"""


def sample(typed: str = "Reading is stronger.\nAttendance fell by 1.2 points.", rows: int = 34) -> str:
    """The sample's HTML: ``typed`` as a person's words, a matrix of ``rows`` rows over several pages."""
    engine = Engine(dirs=[ROOT / "templates"])
    chart_title = "Agreed risk of the academic strand"
    terms = ("Autumn 2025", "Spring 2026", "Summer 2026", "Autumn 2026")
    context = {
        "title": ABOUT["title"],
        "foot": "Mill Lane Primary School · Autumn 2026 · Version 1",
        "typed": typed,
        "rows": [
            (
                f"Criterion {i + 1}",
                STEPS[i % 4],
                STEPS[(i * 3 + 1) % 4],
                "More is known than last term. " * (i % 4),
            )
            for i in range(rows)
        ],
        "steps": STEPS,
        "chart_title": chart_title,
        "chart": line(
            chart_title,
            terms,
            {"This school": (3, None, 2, 2), "Trust": (2, 2, 2, 3)},
            steps={1: "Low", 2: "Moderate", 3: "High", 4: "Critical"},
        ),
        "kept": bars(
            "Engagements promised and held", terms, {"Promised": (6, 8, 5, 7), "Held": (6, 0, None, 7)}
        ),
    }
    return engine.from_string(BODY).render(Context(context, use_l10n=False))
