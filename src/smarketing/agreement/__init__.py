"""What the parties sign.

Promises: an `Agreement` that exists fits together: every name in it is borne by something, every target can be judged
against its metric, and its funnel gives the numbers that it says. All problems are found at once.
"""

from smarketing.agreement.agreement import Agreement
from smarketing.agreement.draft import Draft
from smarketing.agreement.problems import find_problems
from smarketing.agreement.section import Section
from smarketing.agreement.section_list import SECTIONS
from smarketing.agreement.sections.cadence import Meeting, Recurrence, Report
from smarketing.agreement.sections.calendar import MONTH_NAMES, CountedFrom, PeriodCalendar
from smarketing.agreement.sections.channels import Channel, Reply
from smarketing.agreement.sections.clocks import Attempts, Clock, ClockCase, Repeats, is_business_time
from smarketing.agreement.sections.consequences import Consequence
from smarketing.agreement.sections.definitions import Definition
from smarketing.agreement.sections.examples import Example
from smarketing.agreement.sections.exclusions import ExcludedCause, ExclusionLimit, amount_of
from smarketing.agreement.sections.handoffs import Acceptance, FollowUp, Handoff
from smarketing.agreement.sections.head import MonthOfChange, NoData, NoDataRule, PartialMonthRule
from smarketing.agreement.sections.hours import NamedHours
from smarketing.agreement.sections.needs import PartyNeed
from smarketing.agreement.sections.objectives import LAST_DAY, Objective
from smarketing.agreement.sections.parties import EVERYONE, THE_PUBLIC, Party
from smarketing.agreement.sections.services import InAnyDays, Service
from smarketing.agreement.sections.signatures import Signature
from smarketing.agreement.sections.term import Term
from smarketing.agreement.version_days import VersionDays

# fmt: off
__all__ = [
    "EVERYONE", "LAST_DAY", "MONTH_NAMES", "SECTIONS", "THE_PUBLIC", "Acceptance", "Agreement", "Attempts", "Channel",
    "Clock", "ClockCase", "Consequence", "CountedFrom", "Definition", "Draft", "Example", "ExcludedCause",
    "ExclusionLimit", "FollowUp", "Handoff", "InAnyDays", "Meeting", "MonthOfChange", "NamedHours", "NoData",
    "NoDataRule", "Objective", "PartialMonthRule", "Party", "PartyNeed", "PeriodCalendar", "Recurrence", "Repeats",
    "Reply", "Report", "Section", "Service", "Signature", "Term", "VersionDays", "amount_of", "find_problems",
    "is_business_time",
]
