"""The verbs of resources: share, set, retire, close for a while."""

from mutua.resources.actions.abroad import open_to_poles
from mutua.resources.actions.closures import close_resource, reopen_resource
from mutua.resources.actions.copies import copy_resource
from mutua.resources.actions.faults import mend_fault, report_fault
from mutua.resources.actions.features import set_features
from mutua.resources.actions.papers import add_document, remove_document
from mutua.resources.actions.parts import join_parts, parts_change, set_parts
from mutua.resources.actions.photos import UnreadablePhoto, keep_photo, set_photos
from mutua.resources.actions.rights import record_right, remind_rights, withdraw_right
from mutua.resources.actions.rules import accept_terms, set_rules
from mutua.resources.actions.sheets import (
    Room,
    Sheet,
    add_units,
    create_resource,
    edit_resource,
    rename_unit,
    retire_resource,
    retire_unit,
)

__all__ = [
    "Room",
    "Sheet",
    "UnreadablePhoto",
    "accept_terms",
    "add_document",
    "add_units",
    "close_resource",
    "copy_resource",
    "create_resource",
    "edit_resource",
    "join_parts",
    "keep_photo",
    "open_to_poles",
    "parts_change",
    "record_right",
    "remind_rights",
    "remove_document",
    "rename_unit",
    "mend_fault",
    "reopen_resource",
    "report_fault",
    "retire_resource",
    "retire_unit",
    "set_features",
    "set_parts",
    "set_photos",
    "set_rules",
    "withdraw_right",
]
