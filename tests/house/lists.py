"""Which pages show rows that grow with a trust, and which test holds each to a fixed number of queries.

One line for every route that is read, compared with the addresses of the portal by test_lists_are_counted.py: a new
page says here what it is.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """``file::test`` asks the page with few rows and with more, and finds the same number of queries."""

    by: str


@dataclass(frozen=True)
class NoList:
    """Why nothing on the page grows."""

    why: str


FORM = NoList("a form about one thing; its choices are read in one query each")
ONE = NoList("about one thing, whose rows are those of the framework or of a document that is fixed")
WORDS = NoList("the same words for everybody")
NOT_A_PAGE = NoList("a file, or an answer of a line or two")
QUERIES, LISTS = "tests/house/test_queries.py", "tests/schools/test_lists.py"
PAGES, MONITORING = "tests/riskmatrix/test_pages.py", "tests/monitoring/test_list.py"
FIGURES, DRAFTS = "tests/riskmatrix/test_figure_pages.py", "tests/riskmatrix/test_framework_pages.py"
PAST = "tests/riskmatrix/test_past_matrices.py"

LISTED: dict[str, Counted | NoList] = {
    "health": NOT_A_PAGE,
    "accessibility": WORDS,
    "gallery": NoList("samples that stand in the code"),
    "account_login": FORM,
    "account_inactive": WORDS,
    "account_logout": FORM,
    "account_change_password": FORM,
    "account_reset_password": FORM,
    "account_reset_password_done": WORDS,
    "account_reset_password_from_key": FORM,
    "account_reset_password_from_key_done": WORDS,
    "home": Counted(f"{QUERIES}::test_the_home_of_a_head"),
    "notices": Counted(f"{LISTS}::test_notices"),
    "due": Counted("tests/schools/test_reminders.py::test_the_list_costs_the_same_with_one_action_and_with_three"),
    "account": Counted(f"{QUERIES}::test_ones_own_posts"),
    "accent_css": NOT_A_PAGE,
    "switch_school": Counted(f"{LISTS}::test_switching"),
    "schools": Counted(f"{LISTS}::test_schools"),
    "school": Counted(f"{LISTS}::test_the_people_of_a_school"),
    "school_add": FORM,
    "school_edit": FORM,
    "people": Counted(f"{LISTS}::test_people"),
    "person_add": FORM,
    "person": Counted(f"{LISTS}::test_the_posts_of_a_person"),
    "post_add": FORM,
    "post_end": FORM,
    "terms": Counted(f"{LISTS}::test_terms"),
    "year_add": FORM,
    "year_edit": FORM,
    "term_open": FORM,
    "closure_add": FORM,
    "closure_remove": FORM,
    "trust_settings": FORM,
    "audit": Counted(f"{LISTS}::test_audit"),
    "actions": Counted("tests/schools/test_actions.py::test_the_list_asks_as_often_for_three_as_for_one"),
    "action_new": FORM,
    "action": FORM,
    "self_evaluation": NoList("leads on to the evaluation of the term"),
    "matrices": Counted(f"{PAGES}::test_the_list_of_terms_costs_the_same_with_more_terms"),
    "evaluation": Counted(f"{PAGES}::test_the_evaluation_costs_few_queries_however_much_is_in_it"),
    "evaluation_submit": ONE,
    "evaluation_offline": ONE,
    "evaluation_blank_pdf": NOT_A_PAGE,
    "evaluation_filled_pdf": NOT_A_PAGE,
    "evaluation_sheet": NOT_A_PAGE,
    "evaluation_sheet_csv": NOT_A_PAGE,
    "matrix_upload": Counted(
        "tests/riskmatrix/test_offline.py::test_the_dry_run_asks_the_same_for_one_row_as_for_three"
    ),
    "past_matrices": Counted(f"{PAST}::test_the_list_of_terms_costs_the_same_with_more"),
    "past_term": Counted(f"{PAST}::test_a_term_and_its_dry_run_cost_the_same_with_more_schools"),
    "past_template": NOT_A_PAGE,
    "past_upload": Counted(f"{PAST}::test_a_term_and_its_dry_run_cost_the_same_with_more_schools"),
    "agreed_matrix": ONE,
    "moderation_queue": Counted(f"{PAGES}::test_lists_cost_the_same_with_one_school_and_with_three"),
    "moderation": ONE,
    "moderation_compare": Counted(f"{PAGES}::test_lists_cost_the_same_with_one_school_and_with_three"),
    "progress": Counted(f"{PAGES}::test_lists_cost_the_same_with_one_school_and_with_three"),
    "plan": Counted(
        "tests/support/test_support_pages.py::test_pages_ask_the_same_however_much_stands_on_them"
    ),
    "decisions": Counted(f"{QUERIES}::test_the_list_of_decisions_that_wait"),
    "decision": ONE,
    "decision_answer": FORM,
    "appeal": ONE,
    "categories": Counted(
        "tests/support/test_recommendation_explained.py::test_categories_over_the_years_cost_the_same_for_one_school_and_for_more"
    ),
    "offer_differences": Counted(
        "tests/support/test_offer_differences.py::test_it_costs_the_same_with_one_term_and_with_more"
    ),
    "fulfilment": Counted("tests/support/test_fulfilment.py::test_the_trusts_page_costs_the_same_with_one_school_and_with_three"),
    "fulfilment_sheet": NOT_A_PAGE,
    "school_fulfilment": Counted("tests/support/test_fulfilment.py::test_a_schools_page_costs_the_same_with_one_held_and_with_three"),
    "engagement": FORM,
    "record": Counted("tests/support/test_record_pages.py::test_the_record_asks_the_same_with_one_version_and_with_three"),
    "record_share": Counted("tests/support/test_record_pages.py::test_the_record_asks_the_same_with_one_version_and_with_three"),
    "helping": Counted("tests/support/test_helping_pages.py::test_pages_ask_the_same_with_one_offer_and_with_three"),
    "help_overview": Counted("tests/support/test_helping_pages.py::test_pages_ask_the_same_with_one_offer_and_with_three"),
    "approaches": Counted("tests/support/test_approaches.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "school_approaches": ONE,
    "school_approach": Counted("tests/support/test_approaches.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "approach_templates": Counted("tests/support/test_approaches.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "approach_template": NOT_A_PAGE,
    "help_ask": FORM,
    "help_request": ONE,
    "network_meetings": Counted("tests/support/test_network.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "network_meeting": Counted("tests/support/test_network.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "meeting_paper": NOT_A_PAGE,
    "planning": Counted("tests/support/test_planning_pages.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "capacity": Counted("tests/support/test_planning_pages.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "adviser_time": FORM,
    "plan_calendar": Counted("tests/support/test_planned_days.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "own_calendar": Counted("tests/support/test_planned_days.py::test_pages_ask_the_same_with_one_school_and_with_three"),
    "calendar_address": FORM,
    "calendar_feed": NOT_A_PAGE,
    "aim_review": FORM,
    "requirement": FORM,
    "school_reviews": Counted("tests/support/test_reviews.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "review": Counted("tests/support/test_reviews.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "review_commission": FORM,
    "review_paper": NOT_A_PAGE,
    "initiatives": Counted("tests/support/test_initiatives.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "initiative": Counted("tests/support/test_initiatives.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "initiative_begin": FORM,
    "monitoring": Counted(f"{MONITORING}::test_the_list_asks_as_often_for_three_as_for_one"),
    "monitoring_new": FORM,
    "monitoring_form": Counted(f"{MONITORING}::test_a_form_asks_as_often_for_three_rows_as_for_one"),
    "monitoring_finish": ONE,
    "monitoring_consider": ONE,
    "monitoring_pdf": NOT_A_PAGE,
    "dashboard": Counted(f"{QUERIES}::test_the_dashboard_costs_the_same_with_two_schools_and_with_six"),
    "reports": Counted(f"{QUERIES}::test_the_list_of_reports"),
    "report": ONE,
    "report_pdf": NOT_A_PAGE,
    "report_chart": NOT_A_PAGE,
    "report_progress": NOT_A_PAGE,
    # Answers and calibration
    "answers": Counted("tests/riskmatrix/test_answers_pages.py::test_every_page_costs_the_same_for_one_difference_and_for_three"),
    "disagreements": Counted("tests/riskmatrix/test_answers_pages.py::test_every_page_costs_the_same_for_one_difference_and_for_three"),
    "calibration": Counted("tests/riskmatrix/test_calibration_queries.py::test_it_costs_the_same_with_one_term_of_one_school_and_with_more"),
    "evaluation_withdraw": FORM,
    "moderation_finish": FORM,
    # Evidence
    "school_evidence": Counted("tests/riskmatrix/test_evidence_pages.py::test_the_schools_evidence"),
    "kpi_evidence_reuse": Counted("tests/riskmatrix/test_evidence_pages.py::test_the_pieces_to_choose_from"),
    "kpi_evidence_add": FORM,
    "evidence_add": FORM,
    "evidence_withdraw": FORM,
    "evidence_download": NOT_A_PAGE,
    "carried_clear": FORM,
    # Figures
    "figures": Counted(f"{FIGURES}::test_the_pages_cost_the_same_with_one_figure_and_with_many"),
    "figure_history": Counted(f"{FIGURES}::test_the_pages_cost_the_same_with_one_figure_and_with_many"),
    "trust_figures": Counted(f"{FIGURES}::test_the_pages_cost_the_same_with_one_figure_and_with_many"),
    "figure_enter": FORM,
    "figure_chart": NOT_A_PAGE,
    "figure_import": NoList("the rows of one file, kept with its import in one row"),
    "figure_import_columns": FORM,
    "figure_import_undo": FORM,
    "figures_import": FORM,
    "trust_figures_import": FORM,
    "trust_figures_official": FORM,
    "figures_template": NOT_A_PAGE,
    "trust_figures_template": NOT_A_PAGE,
    # Frameworks and the offer
    "frameworks": Counted(f"{DRAFTS}::test_the_list_and_the_preview_cost_the_same_with_one_row_and_with_three"),
    "framework_preview": Counted(f"{DRAFTS}::test_the_list_and_the_preview_cost_the_same_with_one_row_and_with_three"),
    "framework": ONE,
    "framework_draft": ONE,
    "framework_crosswalk": ONE,
    "framework_mapping": ONE,
    "framework_add": FORM,
    "framework_begin": FORM,
    "framework_discard": FORM,
    "framework_item": FORM,
    "framework_part": FORM,
    "framework_publish": FORM,
    "framework_remove": FORM,
    "framework_upload": FORM,
    "framework_export": NOT_A_PAGE,
    "offer": ONE,
    "offers": Counted("tests/support/test_offer_pages.py::test_the_list_costs_the_same_with_one_draft_and_with_three"),
    "offer_draft": ONE,
    "offer_add": FORM,
    "offer_begin": FORM,
    "offer_discard": FORM,
    "offer_item": FORM,
    "offer_part": FORM,
    "offer_publish": FORM,
    "offer_remove": FORM,
    "offer_upload": FORM,
    "offer_export": NOT_A_PAGE,
    # Improvement plans
    "improvement_plans": Counted("tests/support/test_plan_pages.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "improvement_plan": Counted("tests/support/test_plan_pages.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "plan_priority": Counted("tests/support/test_plan_pages.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "plan_schedule": FORM,
    "plan_quality": Counted("tests/support/test_plan_pages.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "plan_objective": Counted("tests/support/test_plan_pages.py::test_pages_ask_the_same_with_one_row_and_with_three"),
    "rapid_plans": Counted("tests/support/test_plan_pages.py::test_rapid_plans_ask_the_same_with_one_and_with_three"),
    "rapid_plan": Counted("tests/support/test_plan_pages.py::test_rapid_plans_ask_the_same_with_one_and_with_three"),
    # The evening at the matrix
    "work": Counted("tests/riskmatrix/test_teamwork.py::test_pages_cost_the_same_with_one_part_shared_and_with_three"),
    "terms_compare": Counted("tests/riskmatrix/test_history.py::test_pages_cost_the_same_with_two_terms_and_with_four"),
    "kpi_history": Counted("tests/riskmatrix/test_history.py::test_pages_cost_the_same_with_two_terms_and_with_four"),
    "kpi_chart": NOT_A_PAGE,
}  # fmt: skip
