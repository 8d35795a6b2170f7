"""The whitepaper's reference architectures, one file each."""
