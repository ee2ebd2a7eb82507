"""The demonstration pole, built by calling the rooms' own actions, so that the demonstration obeys the rules."""

from mutua.demo.facts import DemoFacts
from mutua.demo.loading import load

__all__ = ["DemoFacts", "load"]
