"""Everything a post can allow, one line each. Which role allows what stands in roles.py."""

from enum import StrEnum


class Permission(StrEnum):
    # School life
    SEE_SCHOOL = "see a school's own page"
    SEE_ACTIONS = "see what a school has agreed to do"
    KEEP_ACTIONS = "tick off and add what a school has agreed to do"
    KEEP_CLOSURES = "add a school's own closures and training days"
    # Risk matrix
    SEE_SELF_EVALUATION = "see a school's self-evaluation"
    EDIT_SELF_EVALUATION = "rate and comment in a school's self-evaluation"
    SUBMIT_SELF_EVALUATION = "submit and withdraw a school's self-evaluation, and answer its moderation"
    SEE_AGREED_MATRIX = "see a school's agreed risk matrix"
    MODERATE = "moderate self-evaluations (which criteria, the framework says)"
    SETTLE_DISAGREEMENT = "decide where a headteacher disagrees with a moderated rating"
    SEE_FIGURES = "see a school's figures beside their benchmarks"
    ENTER_FIGURES = "enter and import a school's figures"
    EDIT_FRAMEWORK = "draft and publish the trust's risk framework and its offer of support"
    # Support
    SEE_PLAN = "see a school's categories and what they promise"
    CONFIRM_CATEGORY = "confirm a category (of which strand, the offer says)"
    DECIDE_APPEAL = "decide a headteacher's appeal against a category (of which strand, the offer says)"
    RECORD_ENGAGEMENT = "record an engagement as held"
    # Monitoring
    SEE_MONITORING = "see finished monitoring forms"
    WRITE_MONITORING = "write monitoring forms"
    # Governance
    SEE_DASHBOARD = "see the trust's dashboard"
    PREPARE_REPORT = "prepare and issue a school's termly report"
    READ_REPORT = "read and download issued reports"
    # Looking after the trust
    MANAGE_PEOPLE = "add people and posts"
    MANAGE_TERMS = "keep the calendar and open terms"
    MANAGE_TRUST = "change the trust's settings"
    READ_AUDIT = "read what happened, by whom"
