"""Forms of people and structures."""

from mutua.pole.forms.signing_in import (
    AddressForm,
    ChangePasswordForm,
    JoinForm,
    NewPasswordForm,
    OneButtonForm,
    ProfileForm,
    SignInForm,
    TokenForm,
)
from mutua.pole.forms.structures import (
    EXCHANGE_MODES,
    LEGAL_FORMS,
    POLE_ROLES,
    STRUCTURE_ROLES,
    AnnouncementForm,
    InviteForm,
    NewStructureForm,
    OfficeForm,
    PoleForm,
    RoleForm,
    StateForm,
    StructureForm,
)

__all__ = [
    "EXCHANGE_MODES",
    "LEGAL_FORMS",
    "POLE_ROLES",
    "STRUCTURE_ROLES",
    "AddressForm",
    "AnnouncementForm",
    "ChangePasswordForm",
    "InviteForm",
    "JoinForm",
    "NewPasswordForm",
    "NewStructureForm",
    "OfficeForm",
    "OneButtonForm",
    "PoleForm",
    "ProfileForm",
    "RoleForm",
    "SignInForm",
    "StateForm",
    "StructureForm",
    "TokenForm",
]
