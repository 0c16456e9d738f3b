"""The draft of a framework as forms: one for each kind of part."""

from riskmatrix.forms.frameworks.changes import ChangeForm, MappingForm
from riskmatrix.forms.frameworks.criteria import CriterionForm, KpiForm, StrandForm
from riskmatrix.forms.frameworks.figures import MeasureForm, SuggestionForm
from riskmatrix.forms.frameworks.part import Draft, PartForm
from riskmatrix.forms.frameworks.scale import ScaleForm, ScoringForm, StepForm
from riskmatrix.forms.frameworks.whole import EvidenceForm, GeneralForm, PracticeForm

__all__ = ["ITEMS", "ONCE", "Draft", "PartForm"]

ONCE: dict[str, type[PartForm]] = {
    form.kind: form for form in (GeneralForm, ScaleForm, ScoringForm, PracticeForm, EvidenceForm)
}
"""The parts that a framework has once."""

ITEMS: dict[str, type[PartForm]] = {
    form.kind: form
    for form in (
        StrandForm,
        StepForm,
        CriterionForm,
        KpiForm,
        MeasureForm,
        SuggestionForm,
        MappingForm,
        ChangeForm,
    )
}
"""Those it has several of; ``code`` says which."""
