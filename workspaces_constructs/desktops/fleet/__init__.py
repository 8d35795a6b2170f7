"""Fleets: desktops kept in step with a roster of people."""
