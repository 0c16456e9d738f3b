"""The trust's offer in versions: listed, begun, edited, published."""
