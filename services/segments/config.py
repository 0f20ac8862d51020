"""Settings of the segments service."""

from dataclasses import dataclass

from kit.config import ConfigError, setting

_PROJECTS = {"counterpoint": 1000, "pinpoint-2023": 100, "pinpoint-2026": 100}
_RUNNING_IMPORTS = {"counterpoint": 50, "pinpoint-2023": 10, "pinpoint-2026": 10}
_IMPORT_BYTES = {"counterpoint": 100 << 30, "pinpoint-2023": 1 << 30, "pinpoint-2026": 1 << 30}


@dataclass(frozen=True, slots=True)
class SegmentsConfig:
    """One section: limits of quotas spec 3, 4 and 5."""

    quotas: str = setting("COUNTERPOINT_QUOTAS", "counterpoint", "Quota profile: counterpoint, pinpoint-2023 or pinpoint-2026.")
    endpoints_per_user: int = setting("COUNTERPOINT_ENDPOINTS_PER_USER", 15, "Endpoints one user may have, 10 to 100.")
    evict_apns_sandbox: bool = setting("COUNTERPOINT_EVICT_APNS_SANDBOX", False, "Treat APNS_SANDBOX as push when a user has too many endpoints.")
    exact_wait_seconds: float = setting("COUNTERPOINT_EXACT_WAIT_SECONDS", 60.0, "How long a run, count or export waits for the live index before it fails.")
    audience_days: int = setting("COUNTERPOINT_AUDIENCE_DAYS", 90, "Days that the frozen audience of a run, and what became of each member, are kept.")
    job_lease_seconds: float = setting("COUNTERPOINT_JOB_LEASE_SECONDS", 10.0, "How long a dead replica's import or export waits for another to go on.")
    import_unpacked_bytes: int = setting("COUNTERPOINT_IMPORT_UNPACKED_BYTES", 0, "Most bytes of one import after unpacking; 0: as the profile says.")

    def checked(self) -> "SegmentsConfig":
        """Itself. Raises ConfigError for a value out of range."""
        if self.quotas not in _PROJECTS:
            raise ConfigError("COUNTERPOINT_QUOTAS must be counterpoint, pinpoint-2023 or pinpoint-2026")
        if not 10 <= self.endpoints_per_user <= 100:
            raise ConfigError("COUNTERPOINT_ENDPOINTS_PER_USER must be between 10 and 100")
        return self

    @property
    def projects(self) -> int:
        """Apps per account."""
        return _PROJECTS[self.quotas]

    @property
    def running_imports(self) -> int:
        """Running import jobs per account."""
        return _RUNNING_IMPORTS[self.quotas]

    @property
    def refuse_imports_above(self) -> bool:
        """True where one import more than allowed is refused; false where it waits."""
        return self.quotas != "counterpoint"

    @property
    def import_bytes(self) -> int:
        """Most bytes of one import, unpacked."""
        return self.import_unpacked_bytes or _IMPORT_BYTES[self.quotas]
