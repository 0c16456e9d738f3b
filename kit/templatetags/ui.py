"""The portal's own template tags, built in everywhere."""

from django import template

register = template.Library()
