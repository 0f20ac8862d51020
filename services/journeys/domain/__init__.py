"""The rules of journeys, pure: contract messages are read as frozen documents."""
