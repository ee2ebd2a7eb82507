"""Class 8 at the foot of the income statement: uses (86, debit), sources (87, credit) and their pairs (X15, X16).

Chart of the règlement ANC 2018-06, in force since 1 January 2020; read in two third-party charts (X15).
"""

SOURCE_OF = {"8611": "871", "8612": "871", "862": "871", "860": "870", "864": "875"}
NAMES = {
    "860": "Secours en nature",
    "8611": "Mise à disposition gratuite de locaux",
    "8612": "Mise à disposition gratuite de matériels",
    "862": "Prestations",
    "864": "Personnel bénévole",
    "870": "Dons en nature",
    "871": "Prestations en nature",
    "875": "Bénévolat",
}
