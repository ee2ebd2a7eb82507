"""Boxes to tick, of which none or many."""

from __future__ import annotations

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class MultiCheckboxField(SelectMultipleField):
    """A list of boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
