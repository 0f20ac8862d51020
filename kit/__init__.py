"""Small modules shared by the services, each named by its one job. Knows no product noun and imports no service."""
