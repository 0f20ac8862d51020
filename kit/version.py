"""The version of the whole product, told by `status`, by metrics and in reports. A test holds it to pyproject.toml."""

VERSION = "0.1.0"
