"""The sections of a settings file, a file for each part of a deployment."""
