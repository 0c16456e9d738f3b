"""How every form of these pages is set out: fields under one another, then the button and the way back."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit


def set_out(button: str, *parts: object) -> FormHelper:
    """A helper whose form ends with ``button`` and a link to ``cancel_url`` of the page's context."""
    helper = FormHelper()
    helper.attrs = {"novalidate": ""}
    back = HTML('{% if cancel_url %}<a href="{{ cancel_url }}">Cancel</a>{% endif %}')
    helper.layout = Layout(*parts, Div(Submit("save", button), back, css_class="actions"))
    return helper
