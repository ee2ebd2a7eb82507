"""The words of an exchange stay as both sides confirmed them: what one may change no more is made by guards.py."""

revision = "20261127_10_words_kept"
down_revision = "20261126_40_dispute_outcome"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes; env.py makes every trigger again after the last step."""
