"""The tables. Ids are made by the application; whatever people typed is a sealed blob."""

from __future__ import annotations

from db.models.base import Base, table
from db.models.calendars import Calendar, CalendarEvent, CalendarTitle
from db.models.carried import Intention, Strain
from db.models.chat import Expects, Heartbeat, Message, SetAside
from db.models.people import Client, DataKey, Invite, Therapist
from db.models.sessions import (
    Answer,
    Appointment,
    AskedQuestion,
    CheckIn,
    CheckInAppointment,
    Note,
    Prepared,
    Series,
)
from db.models.week import Digest, Focus

__all__ = [
    "Answer",
    "Appointment",
    "AskedQuestion",
    "Base",
    "Calendar",
    "CalendarEvent",
    "CalendarTitle",
    "CheckIn",
    "CheckInAppointment",
    "Client",
    "DataKey",
    "Digest",
    "Expects",
    "Focus",
    "Heartbeat",
    "Intention",
    "Invite",
    "Message",
    "Note",
    "Prepared",
    "Series",
    "SetAside",
    "Strain",
    "Therapist",
    "table",
]
