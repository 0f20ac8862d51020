"""What delivery is told from outside."""

from dataclasses import dataclass

from kit.config import setting


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    """Keys of the sender. Provider URLs may hold passwords and are never printed whole."""

    email_url: str = setting(
        "COUNTERPOINT_EMAIL_URL",
        "outbox:",
        "Where e-mail goes: outbox:, smtp://, smtps://, ses://region, null:.",
        secret=True,
    )
    sms_url: str = setting(
        "COUNTERPOINT_SMS_URL",
        "outbox:",
        "Where text messages go: outbox:, twilio+https://SID:TOKEN@host, smpp://, eum://region, null:.",
        secret=True,
    )
    http: str = setting(
        "COUNTERPOINT_HTTP", "127.0.0.1:8080", "The gateway's address, from which the default public URL is made."
    )
    public_url: str = setting(
        "COUNTERPOINT_PUBLIC_URL", "", "Base of tracking and unsubscribe links; https with a real e-mail provider."
    )
    egress_allow: str = setting(
        "COUNTERPOINT_EGRESS_ALLOW",
        "",
        "host:port or CIDR that webhooks may reach although private or plain http; comma list.",
    )
    audience_days: int = setting(
        "COUNTERPOINT_AUDIENCE_DAYS", 90, "Days that the frozen audience of a run, and what became of each member, are kept."
    )
    bounce_domain: str = setting(
        "COUNTERPOINT_BOUNCE_DOMAIN",
        "",
        "Domain whose mail comes to COUNTERPOINT_BOUNCE_LISTEN: senders on the envelope are b+<seal>@ it. Empty: the From address.",
    )
    bounce_listen: str = setting(
        "COUNTERPOINT_BOUNCE_LISTEN", "", "host:port on which delivery takes bounces and complaints by SMTP or LMTP. Empty: nowhere."
    )
    suppress: str = setting(
        "COUNTERPOINT_SUPPRESS",
        "HARD_BOUNCE,COMPLAINT",
        "Comma list of what puts an e-mail address on the suppression list by itself: HARD_BOUNCE, COMPLAINT; none for neither.",
    )
    abuse_address: str = setting("COUNTERPOINT_ABUSE_ADDRESS", "", "Fills X-Report-Abuse and takes the reports.")
    unsubscribe_page: bool = setting(
        "COUNTERPOINT_UNSUBSCRIBE_PAGE",
        True,
        "Lead a click on a campaign's link tagged unsubscribeLinkTag to our page that opts out, not to the link itself.",
    )
    functions: str = setting("COUNTERPOINT_FUNCTIONS", "", 'TOML file that maps names and ARNs of functions to HTTP URLs: name = "http://host:port/path".')
    head_check: bool = setting(
        "COUNTERPOINT_WEBHOOK_HEAD_CHECK",
        True,
        "Ask a custom channel's URL for the account id before a campaign is stored.",
    )
    async_send: bool = setting("COUNTERPOINT_ASYNC_SEND", False, "Answer direct sends once they are queued durably, before a provider has them.")
    sms_prices: str = setting(
        "COUNTERPOINT_SMS_PRICES",
        "",
        "TOML file with the price of a part of a text message by country, in thousandths of a US cent: US = 645.0, default = 700.0.",
    )
    otp_countries: str = setting(
        "COUNTERPOINT_OTP_COUNTRIES",
        "",
        "Comma list of two-letter countries to whose numbers one-time passwords may go; empty: all.",
    )
    workers: int = setting("COUNTERPOINT_SEND_WORKERS", 2, "Sending loops per delivery process.")
    lease_seconds: float = setting(
        "COUNTERPOINT_SEND_LEASE", 30.0, "Seconds after which the windows of a silent worker are taken over."
    )
    email_rate: int = setting(
        "COUNTERPOINT_EMAIL_RATE",
        0,
        "Messages per second that go to the e-mail provider, all replicas together; 0: as fast as it takes them, shown as 50.",
    )
    sms_rate: int = setting(
        "COUNTERPOINT_SMS_RATE",
        0,
        "Messages per second that go to the SMS provider, all replicas together; 0: as fast as it takes them, shown as 20.",
    )

    stream_address: bool = setting(
        "COUNTERPOINT_STREAM_ADDRESS", False, "Show addresses in event stream records: of endpoints, and of where messages went."
    )

    @property
    def listing(self) -> frozenset[str]:
        """Reasons for which an address is listed by itself; an operator's opt-out list is always heeded."""
        return frozenset({"OPT_OUT"} | {name for part in self.suppress.split(",") if (name := part.strip().upper())})

    @property
    def otp_allowed(self) -> frozenset[str]:
        """Countries that one-time passwords may go to; empty: all."""
        return frozenset(name for part in self.otp_countries.split(",") if (name := part.strip().upper()))

    @property
    def links_base(self) -> str:
        """Base of every link we write into messages."""
        return (self.public_url or f"http://{self.http}").rstrip("/")
