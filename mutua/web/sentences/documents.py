"""Refusals of files, in words."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "file_missing": _l("Choisissez un fichier."),
    "file_too_large": _l("Ce fichier dépasse 10 Mo. Réduisez-le, par exemple en numérisant en noir et blanc."),
    "file_wrong_kind": _l("Ce fichier n’est ni un PDF, ni une image JPEG ou PNG, ni un document ODT ou DOCX."),
    "signing_code_wrong": _l("Ce n’est pas le code envoyé. Vérifiez les six chiffres du courriel."),
    "passkey_wrong": _l("Cette clé ne convient pas. Essayez encore, ou donnez votre mot de passe."),
    "passkeys_enough": _l("Vous avez déjà dix clés. Retirez-en une d’abord."),
    "signing_code_spent": _l("Ce code ne sert plus. Demandez-en un autre."),
}
