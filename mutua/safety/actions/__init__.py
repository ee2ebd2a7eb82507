"""The verbs of the safety document, by noun."""

from mutua.safety.actions.adoption import (
    Files,
    MadeExtract,
    note_reading,
    open_adoption,
    publish,
    revoke_link,
    share_with_reader,
    sign,
    withdraw_adoption,
)
from mutua.safety.actions.draft import (
    Rating,
    add_rule,
    add_unit,
    open_document,
    rate_risk,
    refresh_document,
    remove_risk,
    retire_rule,
    set_scope,
)
from mutua.safety.actions.keeping import ARCHIVE, broken_files, keep_files
from mutua.safety.actions.measures import add_measure, move_measure
from mutua.safety.actions.record import (
    add_consultation,
    add_occupation,
    close_incident,
    end_occupation,
    propose_judgement,
    report_incident,
    sign_judgement,
)

__all__ = [
    "ARCHIVE",
    "Files",
    "MadeExtract",
    "Rating",
    "add_consultation",
    "add_measure",
    "add_occupation",
    "add_rule",
    "add_unit",
    "broken_files",
    "close_incident",
    "end_occupation",
    "keep_files",
    "move_measure",
    "note_reading",
    "open_adoption",
    "open_document",
    "propose_judgement",
    "publish",
    "rate_risk",
    "refresh_document",
    "remove_risk",
    "report_incident",
    "retire_rule",
    "revoke_link",
    "set_scope",
    "share_with_reader",
    "sign",
    "sign_judgement",
    "withdraw_adoption",
]
