"""The trust's framework in versions: listed, begun, edited, looked through, published."""
