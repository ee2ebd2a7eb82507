"""The frozen facts as a workbook and as JSON, so that they can be annexed to any other tool: same facts, same rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Facts = Mapping[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEVELS = ("", "Faible", "Modéré", "Élevé", "Critique")
UNSEEN = {"id": 0, "days": "", "peak": "aucun usage relevé ici"}
FORMULA = ("=", "+", "-", "@")
# The words of the printed document (templates/pdf/safety_look.typ): a workbook is read by people, too.
KINDS = {"premises": "Local", "desk": "Poste de travail", "vehicle": "Véhicule", "equipment": "Matériel",
         "staff": "Temps de personnel"}  # fmt: skip
MEASURES = {"planned": "Planifiée", "started": "En cours", "done": "Faite", "dropped": "Abandonnée",
            "agreed": "Signée des deux", "proposed": "Proposée"}  # fmt: skip
CELLS = {"none": "Aucune rencontre", "harmless": "Sans effet relevé", "covered": "Couverte par une règle commune",
         "needs_measure": "Mesure à prendre", "needs_plan": "Plan de prévention écrit à faire"}  # fmt: skip
DISTANCES = ("même ressource", "même pièce", "même bâtiment")
THEMES = {"traffic": "Circulation", "fire": "Incendie", "outside_firms": "Entreprises extérieures", "alcohol": "Alcool",
          "keys": "Clés et accès", "lone_work": "Travail isolé", "heat": "Chaleur",
          "cleaning": "Propreté entre deux usages", "other": "Autre"}  # fmt: skip
WHOSE = {"ours": "À nous", "theirs": "À eux", "common": "Commune"}
NARROWEST, WIDEST = 9, 60  # characters of a column


def to_json(facts: Facts) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()


def to_xlsx(facts: Facts) -> bytes:
    """One sheet a chapter, a header row on each. Works for the volume and for an extract."""
    from openpyxl import Workbook  # noqa: PLC0415 -- 12 MB a server, for those who ask for a workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    names = _names(facts)
    for title, head, rows in _chapters(facts, names):
        sheet = book.create_sheet(title)
        sheet.append(list(head))
        for row in rows:
            sheet.append([_cell(value) for value in row])
        _dress(sheet)
    # the file's own dates come from the facts: the same facts give the same file
    drawn = datetime.fromisoformat(str(facts["period"]["last"])).replace(tzinfo=UTC)
    book.properties.created = book.properties.modified = drawn.replace(tzinfo=None)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _dress(sheet: Any) -> None:
    """Headers that stay in sight and can be sorted by, columns as wide as their words, long words on several lines."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- as above

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, NARROWEST), WIDEST)
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=longest + 2 > WIDEST)
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _cell(value: Any) -> Any:
    """Text stays text: no cell of ours is a formula, none holds what a workbook cannot."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 -- as above

    if not isinstance(value, str):
        return value
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{clean}" if clean.startswith(FORMULA) else clean


def _names(facts: Facts) -> dict[str, str]:
    if "names" in facts:
        return dict(facts["names"])
    return {str(row["id"]): row["name"] for row in facts["employers"]}


EFFECTS = {"added": "ajouté", "removed": "retiré"}
Chapter = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def _chapters(facts: Facts, names: Mapping[str, str]) -> list[Chapter]:
    units, meet = facts["units"], facts["coactivity"]
    risks = [(unit, risk) for unit in units for risk in unit["risks"]]
    return [
        ("Unités", ("Unité", "Nature", "Lieu", "Employeur", "Jours", "Personnes"),
         [(unit["name"], KINDS[unit["kind"]], unit["place"], names.get(str(user["id"]), ""), user["days"],
           "moins de 5" if user["peak"] is None else user["peak"])
          for unit in units for user in unit["users"] or [UNSEEN]]),
        ("Risques", ("Unité", "Famille", "Situation", "Gravité", "Fréquence", "Maîtrise", "Niveau brut",
                     "Niveau résiduel", "G×F×M", "Mesures en place", "Coté le"),
         [(unit["name"], risk["family_name"], risk["situation"], risk["severity"], risk["frequency"], risk["mastery"],
           LEVELS[risk["gross"]], LEVELS[risk["residual"]], risk["severity"] * risk["frequency"] * risk["mastery"],
           risk["existing"], risk["rated_on"] or "") for unit, risk in risks]),
        ("Actions", ("Unité", "Famille", "Action", "Principe", "Responsable", "Personne", "Début", "Échéance", "Coût",
                     "Conditions", "Indicateur", "État"),
         [(unit["name"], risk["family_name"], row["text"], row["principle"], row["owner_name"], row.get("person", ""),
           row.get("starts_on") or "", row["due_on"], row["cost"], row.get("conditions", ""), row["indicator"],
           MEASURES[row["state"]]) for unit, risk in risks for row in risk["measures"]]),
        ("Présences simultanées", ("Structure", "Avec", "Lieu", "Distance", "Jours", "Minutes", "Pic", "État"),
         [(names.get(str(row["a"]), ""), names.get(str(row["b"]), ""), row["place_name"],
           DISTANCES[row["distance"]], row["days"], row["minutes"], row["peak"], CELLS[row["state"]])
          for row in meet["rows"]]),
        ("Usages successifs", ("Ressource", "De", "À", "Passages", "Jours", "État"),
         [(row["place_name"], names.get(str(row["giver"]), ""), names.get(str(row["taker"]), ""), row["times"],
           row["days"], CELLS[row["state"]]) for row in meet["handovers"]]),
        ("Dangers transmis", ("Lieu", "Famille", "De", "Vers", "Gravité", "Fréquence", "Maîtrise", "Niveau résiduel",
                              "État", "Mesure convenue"),
         [(row["place_name"], row["family_name"], names.get(str(row["giver"]), ""), names.get(str(row["taker"]), ""),
           row["severity"], row["frequency"], row["mastery"], LEVELS[row["residual"]],
           CELLS[row["state"]], row["measures"])
          for row in meet["cells"]]),
        ("Activités selon l’hôte", ("Lieu", "Activité", "Danger", "Effet", "Raison", "Dit par", "Le"),
         [(row["place_name"], row["profile_name"], row["family_name"],
           EFFECTS[row["effect"]], row["reason"], row["by"] or "Prévention du pôle", row["on"])
          for row in facts.get("host_changes", [])]),
        ("Règles communes", ("Lieu", "Sujet", "Règle"),
         [(row["place"] or "Tout le pôle", THEMES[row["theme"]], row["text"]) for row in facts["rules"]]),
        *(_of_one_employer(facts) if "employer" in facts else ()),
    ]  # fmt: skip


def _of_one_employer(facts: Facts) -> list[Chapter]:
    """What an extract has beside the volume: who owes what, its programme or list of actions, the loans it is in."""
    programme = facts["programme"]
    return [
        ("Qui doit quoi", ("À qui", "Mesure", "Où", "Responsable", "Échéance", "État"),
         [(WHOSE[row["whose"]], row["text"], row["where"], row["owner"] or "employeurs présents",
           row["due_on"] or "permanente", MEASURES[row["state"]]) for row in facts["duties"]]),
        ("Programme annuel" if programme["papripact"] else "Liste d’actions",
         ("Mesure", "Unité", "Danger", "Conditions d’exécution", "Indicateur de résultat", "Coût", "Part en %",
          "Ressources", "Personne", "Début", "Échéance", "État"),
         [(row["text"], row["where"], row["danger"], row.get("conditions", ""), row.get("indicator", ""), row["cost"],
           row["percent"], row.get("means", ""), row.get("person", ""), row.get("starts_on") or "", row["due_on"],
           MEASURES[row["state"]]) for row in programme["rows"]]),
        ("Personnel mis à disposition",
         ("Prêteuse", "Utilisatrice", "Compétence", "Lieu", "Du", "Au", "Convention signée le", "Avenant signé le",
          "Équipements"),
         [(row["lender_name"], row["host_name"], row["skill"], row["place"], row["starts_on"] or "",
           row["ends_on"] or "", row.get("agreement_on") or "", row.get("amendment_on") or "", row["ppe"])
          for row in facts["staff"]]),
    ]  # fmt: skip
