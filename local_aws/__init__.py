"""A local AWS: ministack, and what it lacks for directories and desktops. It knows AWS, not our constructs."""
