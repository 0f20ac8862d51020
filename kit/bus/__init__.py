"""NATS JetStream: subjects, streams, publishing batches, one consumer life cycle."""

from kit.bus.bus import Bus, Fact, Poison
from kit.bus.consumer import Consumer

__all__ = ["Bus", "Consumer", "Fact", "Poison"]
