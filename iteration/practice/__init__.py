"""A practice round: an invented village, computed in memory by the real rule."""

from .game import PLAYER, Game, PracticeRound, play

__all__ = ["PLAYER", "Game", "PracticeRound", "play"]
