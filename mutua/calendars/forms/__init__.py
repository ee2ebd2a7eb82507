"""What somebody wants in their calendar program, and what they bring from another."""

from mutua.calendars.forms.feeds import DavPasswordForm, FeedForm, Groups, WayForm
from mutua.calendars.forms.guests import AnswerForm, GuestInvitationForm
from mutua.calendars.forms.outside import FileForm, OldForm, OutsideForm

__all__ = [
    "AnswerForm",
    "DavPasswordForm",
    "FeedForm",
    "FileForm",
    "Groups",
    "GuestInvitationForm",
    "OldForm",
    "OutsideForm",
    "WayForm",
]
