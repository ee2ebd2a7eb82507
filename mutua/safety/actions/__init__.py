"""The verbs of the safety document, by noun."""

from mutua.safety.actions.adoption import (
    MadeExtract,
    keep_extract,
    note_reading,
    open_adoption,
    publish,
    revoke_link,
    share_with_reader,
    withdraw_adoption,
)
from mutua.safety.actions.agreeing import propose_at_place, propose_judgement, sign_at_place, sign_judgement
from mutua.safety.actions.dating import date_reasons, keep_days
from mutua.safety.actions.describing import UnitFacts, describe_unit
from mutua.safety.actions.draft import Rating, add_rule, open_document, rate_risk, remove_risk, retire_rule, set_scope
from mutua.safety.actions.firm import ask_firm_code, send_signing_link, sign_by_link
from mutua.safety.actions.hosts import change_emission
from mutua.safety.actions.incidents import (
    Report,
    acknowledge_incident,
    close_incident,
    report_at_spot,
    report_incident,
    spot_of,
)
from mutua.safety.actions.keeping import broken_files, keep_files
from mutua.safety.actions.measures import Programme, add_measure, check_effect, move_measure, prove, write_programme
from mutua.safety.actions.outside import (
    OperationFacts,
    close_operation,
    open_operation,
    sign_operation,
    write_operation,
)
from mutua.safety.actions.people import add_photo, remove_photo, say_exposure, say_figure
from mutua.safety.actions.places import (
    PlaceFacts,
    add_check,
    add_paper,
    describe_place,
    end_check,
    read_sheet,
    record_check,
    remove_paper,
)
from mutua.safety.actions.record import (
    add_consultation,
    add_occupation,
    end_occupation,
)
from mutua.safety.actions.reminding import remind
from mutua.safety.actions.signing import ask_code, count_wrong_code, sign, sign_with_code
from mutua.safety.actions.taking import refresh_document
from mutua.safety.actions.talking import answer_remark, remark
from mutua.safety.actions.units import (
    accept_all,
    accept_unit,
    add_unit,
    copy_risks,
    merge_units,
    say_nothing,
    separate_unit,
    set_aside,
)

__all__ = [
    "change_emission",
    "date_reasons",
    "keep_days",
    "UnitFacts",
    "describe_unit",
    "remove_paper",
    "acknowledge_incident",
    "ask_firm_code",
    "send_signing_link",
    "sign_by_link",
    "add_photo",
    "remove_photo",
    "say_exposure",
    "say_figure",
    "answer_remark",
    "ask_code",
    "count_wrong_code",
    "remark",
    "sign_with_code",
    "set_aside",
    "separate_unit",
    "merge_units",
    "accept_unit",
    "accept_all",
    "MadeExtract",
    "OperationFacts",
    "PlaceFacts",
    "Programme",
    "Rating",
    "Report",
    "add_check",
    "keep_extract",
    "add_consultation",
    "add_measure",
    "add_occupation",
    "add_paper",
    "add_rule",
    "add_unit",
    "broken_files",
    "check_effect",
    "close_incident",
    "close_operation",
    "copy_risks",
    "describe_place",
    "end_check",
    "end_occupation",
    "keep_files",
    "move_measure",
    "note_reading",
    "open_adoption",
    "open_document",
    "open_operation",
    "propose_at_place",
    "propose_judgement",
    "prove",
    "publish",
    "rate_risk",
    "read_sheet",
    "record_check",
    "refresh_document",
    "remind",
    "remove_risk",
    "report_at_spot",
    "report_incident",
    "retire_rule",
    "revoke_link",
    "say_nothing",
    "set_scope",
    "share_with_reader",
    "sign",
    "sign_at_place",
    "sign_judgement",
    "sign_operation",
    "spot_of",
    "withdraw_adoption",
    "write_operation",
    "write_programme",
]
