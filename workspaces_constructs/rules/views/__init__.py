"""What several rules look up in templates, worked out once for all of them."""
