"""Scenes in flat colours, 1200 by 800."""
