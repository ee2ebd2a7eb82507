"""What is asked of a resource for the shared safety document (law/safety 3.2): yes, no, or not asked."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from mutua.resources.models import Kind

# Codes are those of the hazard catalogue, which lies higher; a test compares the two lists.
QUESTIONS: dict[Kind, tuple[tuple[str, Any], ...]] = {
    Kind.PREMISES: (
        ("stairs", _l("Escalier ou marches")),
        ("mezzanine", _l("Mezzanine, scène ou estrade")),
        ("kitchen", _l("Cuisine ou coin repas équipé")),
        ("workshop", _l("Atelier")),
        ("storage", _l("Réserve, rayonnages ou stockage en hauteur")),
        ("yard", _l("Cour où circulent des véhicules")),
        ("dock", _l("Quai ou zone de livraison")),
        ("parking", _l("Parc de stationnement")),
        ("public", _l("Accueil de public")),
        ("events", _l("Événements, répétitions ou musique")),
        ("set_up", _l("Mobilier déplacé entre deux usages")),
        ("lift", _l("Ascenseur ou monte-charge")),
        ("hoist", _l("Palan ou appareil de levage")),
        ("cleaning", _l("Local ou produits d’entretien")),
        ("showers", _l("Douches ou réseau d’eau chaude")),
        ("care", _l("Soins ou accueil de personnes fragiles")),
        ("food", _l("Préparation ou distribution de denrées")),
        ("permit_before_july_1997", _l("Permis de construire antérieur au 1er juillet 1997")),
    ),
    Kind.DESK: (
        ("open_space", _l("Espace ouvert à plusieurs postes")),
        ("fixed_screen", _l("Écran fixe")),
        ("storage", _l("Rangement ou cartons au poste")),
        ("out_of_hours", _l("Accès hors des heures d’ouverture")),
    ),
    Kind.VEHICLE: (
        ("van", _l("Fourgon ou utilitaire")),
        ("platform", _l("Plateau ou benne où l’on monte")),
        ("mower", _l("Engin de tonte ou d’entretien")),
        ("electric", _l("Véhicule électrique")),
        ("e_bike", _l("Vélo ou vélo-cargo à assistance électrique")),
        ("battery_charging", _l("Batterie rechargée dans les locaux")),
        ("tail_lift", _l("Hayon élévateur")),
        ("load", _l("Transport de charges")),
        ("cooled", _l("Caisse réfrigérée")),
        ("carries_people", _l("Transport de personnes")),
        ("refuel", _l("Plein de carburant fait par les utilisateurs")),
    ),
    Kind.EQUIPMENT: (
        ("powered", _l("Matériel motorisé ou électrique")),
        ("mobile", _l("Matériel roulant ou automoteur")),
        ("heavy", _l("Matériel lourd ou encombrant à porter")),
        ("ladder", _l("Échelle, escabeau ou échafaudage")),
        ("rack", _l("Rayonnage ou structure démontable")),
        ("forklift", _l("Chariot ou transpalette")),
        ("lifting", _l("Appareil de levage")),
        ("hot_work", _l("Travail par point chaud")),
        ("gas", _l("Gaz en bouteille")),
        ("laser", _l("Laser")),
        ("uv", _l("Lampe à ultraviolets")),
        ("x_ray", _l("Rayons X ou source ionisante")),
        ("product", _l("Produit chimique, poussières ou fumées")),
        ("noisy", _l("Matériel bruyant")),
        ("vibrating", _l("Matériel vibrant")),
        ("on_the_body", _l("Porté sur soi, au visage ou en bouche")),
        ("used_alone", _l("Peut être utilisé seul")),
    ),
    Kind.STAFF: (
        ("driving", _l("Conduite")),
        ("travel", _l("Déplacements entre plusieurs lieux")),
        ("outdoors", _l("Travail en extérieur")),
        ("night", _l("Travail de nuit")),
        ("alone", _l("Travail seul")),
        ("public", _l("Contact avec le public")),
        ("care", _l("Soins ou aide à la personne")),
        ("works", _l("Travaux, atelier ou maintenance")),
        ("screen", _l("Travail sur écran")),
        ("trainee_or_minor", _l("Stagiaire ou mineur")),
    ),
}
