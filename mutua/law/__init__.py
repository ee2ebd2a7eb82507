"""Rules of law as dated data, and their reader.

No figure of law is a constant in code. Every rule lives in `mutua/law/data/*.toml`, and an author adds a
domain by adding a file of the same shape; nothing else has to change. One file holds a list of tables:

    [[rule]]
    id = "T1"                     # letters, then a number or an article: "T1", "S12", "L4121-3"
    articles = ["L3121-18"]       # at least one; "" is refused
    evidence = "S"                # V read in a primary text; S or W in a secondary one;
                                  # K or G general knowledge; I our own inference
    in_force_from = 2016-01-01    # optional: absent means "as far back as Mutua looks"
    in_force_to = 2024-04-16      # optional, included: absent means "still in force"
    checked_on = 2026-08-20       # the day somebody last read the source
    text_fr = "…"                 # the rule in our own words, shown to people
    text_en = "…"
    figures = [                   # optional; names unique in the rule
      { name = "daily", value = 600, unit = "minutes", article = "L3121-18" },   # article: optional
    ]
    sources = [{ label = "…", url = "https://…" }]   # at least one; url optional, label_en where it is no title
    note_fr = "…"                 # optional, with note_en: what of the rule could not be read, said to the reader

An id may come several times when its periods do not overlap (a figure that changes is a second table, so the
past keeps its own). Units are words: minutes, hours, days, weeks, months, years, euro, percent, employees, …
`{date}` in the text of a warning stands for `checked_on`, which the page writes in its reader's language.
"""

from mutua.law.reader import Figure, LawError, Rule, Source, UnknownRule, rule, rules

__all__ = ["Figure", "LawError", "Rule", "Source", "UnknownRule", "rule", "rules"]
