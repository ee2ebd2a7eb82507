"""The 21 works of the order of 19 March 1993 for which the prevention plan is written whatever its length (R4512-7).

Items 1 to 8 were read on the official page [V], 9 to 21 in a secondary copy of it [W]; shortened in our own words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DangerousWork:
    number: int
    french: str
    evidence: str


WORKS = (
    DangerousWork(1, "Exposition à des rayonnements ionisants", "V"),
    DangerousWork(2, "Exposition à des produits explosifs, inflammables, toxiques ou cancérogènes", "V"),
    DangerousWork(3, "Exposition à des agents biologiques pathogènes", "V"),
    DangerousWork(4, "Travaux sur un site soumis à plan d’opération interne", "V"),
    DangerousWork(
        5, "Maintenance d’équipements soumis à vérifications périodiques, véhicules à benne et engins semblables", "V"
    ),
    DangerousWork(6, "Transformation d’ascenseurs ou de monte-charge", "V"),
    DangerousWork(7, "Travaux sur des installations à très haute ou très basse température", "V"),
    DangerousWork(8, "Travaux avec ponts roulants, grues ou transstockeurs", "V"),
    DangerousWork(9, "Treuils et appareils à bras au-dessus de zones de travail ou de passage", "W"),
    DangerousWork(10, "Pièces nues sous tension au-delà de la très basse tension", "W"),
    DangerousWork(11, "Équipements de travail visés à l’article R4323-17", "W"),
    DangerousWork(12, "Travaux du bâtiment exposant à une chute de plus de 3 m", "W"),
    DangerousWork(13, "Bruit quotidien de plus de 90 dB(A) ou de crête de plus de 140 dB", "W"),
    DangerousWork(14, "Risque de noyade", "W"),
    DangerousWork(15, "Risque d’ensevelissement", "W"),
    DangerousWork(16, "Pose et dépose d’éléments préfabriqués lourds", "W"),
    DangerousWork(17, "Démolition", "W"),
    DangerousWork(18, "Travaux dans des cuves, citernes ou espaces confinés", "W"),
    DangerousWork(19, "Travaux en milieu hyperbare", "W"),
    DangerousWork(20, "Appareils à laser d’une classe supérieure à 3A", "W"),
    DangerousWork(21, "Soudage oxyacétylénique exigeant un permis de feu", "W"),
)
