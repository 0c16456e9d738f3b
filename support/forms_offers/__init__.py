"""The draft of an offer as forms: one for each kind of part."""

from support.forms_offers.categories import CategoryForm, StrandForm
from support.forms_offers.engagements import EngagementForm
from support.forms_offers.part import OfferDraft, PartForm
from support.forms_offers.whole import GeneralForm, PersonForm

__all__ = ["ITEMS", "ONCE", "OfferDraft", "PartForm"]

ONCE: dict[str, type[PartForm]] = {form.kind: form for form in (GeneralForm,)}
"""The parts that an offer has once."""

ITEMS: dict[str, type[PartForm]] = {
    form.kind: form for form in (PersonForm, StrandForm, CategoryForm, EngagementForm)
}
"""Those it has several of; ``code`` says which."""
