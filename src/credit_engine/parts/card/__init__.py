"""Scorecard files: model, checks, proof, and the bins, points and curves that programs look up."""

from credit_engine.parts.card.attributes import Characteristic
from credit_engine.parts.card.model import CardModel
from credit_engine.parts.card.reading import Card, ScoredCard, examine_card, read_card

__all__ = ["Card", "CardModel", "Characteristic", "ScoredCard", "examine_card", "read_card"]
