"""Active Directory: directories, connectors, domain controllers, trusts, second factors and users."""
