"""Registrations, bundles, images, access and WorkSpaces, one by one or as a fleet."""
