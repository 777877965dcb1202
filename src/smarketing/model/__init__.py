"""What the parties sign.

Promises: an `Agreement` that exists fits together: every name in it is borne by something, every target can be judged
against its metric, and its funnel gives the numbers that it says. All problems are found at once.
"""

from smarketing.model.agreements import Agreement
from smarketing.model.cadence import Meeting, Recurrence, Report
from smarketing.model.channels import Channel, Reply
from smarketing.model.clocks import Attempts, Clock, ClockCase, Repeats, is_business_time
from smarketing.model.drafts import Draft
from smarketing.model.handoffs import Acceptance, FollowUp, Handoff
from smarketing.model.named_hours import NamedHours
from smarketing.model.parties import EVERYONE, THE_PUBLIC, Party, PartyNeed, Signature, Term, as_date
from smarketing.model.problems import find_problems
from smarketing.model.promises import Consequence, Definition, NoData, Objective
from smarketing.model.services import Service

__all__ = [
    "EVERYONE",
    "THE_PUBLIC",
    "Acceptance",
    "Agreement",
    "Attempts",
    "Channel",
    "Clock",
    "ClockCase",
    "Consequence",
    "Definition",
    "Draft",
    "FollowUp",
    "Handoff",
    "Meeting",
    "NamedHours",
    "NoData",
    "Objective",
    "Party",
    "PartyNeed",
    "Recurrence",
    "Repeats",
    "Reply",
    "Report",
    "Service",
    "Signature",
    "Term",
    "as_date",
    "find_problems",
    "is_business_time",
]
