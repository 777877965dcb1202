"""The sections of an agreement, in the order in which a file is written."""

from smarketing.agreement.section import Section
from smarketing.agreement.sections.cadence import CADENCE
from smarketing.agreement.sections.calendar import CALENDAR
from smarketing.agreement.sections.channels import CHANNELS
from smarketing.agreement.sections.consequences import CONSEQUENCES
from smarketing.agreement.sections.definitions import DEFINITIONS, EVENTS
from smarketing.agreement.sections.examples import EXAMPLES
from smarketing.agreement.sections.exclusions import EXCLUSIONS
from smarketing.agreement.sections.handoffs import HANDOFFS
from smarketing.agreement.sections.head import (
    MONTH_OF_CHANGE,
    NO_DATA,
    ONE_SIDED,
    PARTIAL_MONTHS,
    RETROACTIVE,
    SINCE,
    SUMMARY,
    TITLE,
)
from smarketing.agreement.sections.hours import HOURS
from smarketing.agreement.sections.limits import LIMITS
from smarketing.agreement.sections.needs import NEEDS
from smarketing.agreement.sections.objectives import OBJECTIVES
from smarketing.agreement.sections.parties import PARTIES
from smarketing.agreement.sections.services import SERVICES
from smarketing.agreement.sections.signatures import SIGNATURES
from smarketing.agreement.sections.term import TERM
from smarketing.agreement.sections.values import FUNNEL, METRICS, SCORING, UNITS

SECTIONS: tuple[Section, ...] = (
    SINCE,
    MONTH_OF_CHANGE,
    RETROACTIVE,
    TITLE,
    SUMMARY,
    TERM,
    CALENDAR,
    PARTIAL_MONTHS,
    NO_DATA,
    ONE_SIDED,
    PARTIES,
    SIGNATURES,
    NEEDS,
    UNITS,
    HOURS,
    DEFINITIONS,
    SCORING,
    FUNNEL,
    METRICS,
    OBJECTIVES,
    EVENTS,
    HANDOFFS,
    CHANNELS,
    SERVICES,
    EXCLUSIONS,
    CONSEQUENCES,
    LIMITS,
    CADENCE,
    EXAMPLES,
)
