"""The demo trust: an invented year and a bit of a trust's life, told through the services in story order.

`plan` says when (dates only), `cast`, `places` and the YAML files say who, where and what, the chapters say how, and
`story` tells them one after the other.
"""
