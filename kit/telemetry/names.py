"""Every metric and every kind of span of the product, declared once. docs/reference/metrics.md is made from this file.

Metric names begin with `counterpoint_` (`process_` where Prometheus has a name of its own); counters end in `_total`, times are seconds.
"""

from kit.telemetry.metrics import Counter, Gauge, Histogram, Metric

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_DELAYS = (0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86400)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

# --- requests --------------------------------------------------------------------------------------------------------------------------

HTTP_REQUESTS = Counter(
    "counterpoint_http_requests_total",
    ("operation", "status"),
    "requests",
    "Answers of the HTTP API by operation (`-` where none was recognised) and HTTP status. 5xx are our faults, 429 are rates, 503 is something away.",
)
HTTP_SECONDS = Histogram(
    "counterpoint_http_request_seconds", ("operation",), "seconds", "From the request's head to the answer, the signature's check included.", _SECONDS
)
RPC_CALLS = Counter(
    "counterpoint_rpc_calls_total", ("method", "code"), "calls", "Calls a service answered, by method (`package.Service/Method`) and gRPC status code."
)
RPC_SECONDS = Histogram("counterpoint_rpc_call_seconds", ("method",), "seconds", "How long a service took to answer a call.", _SECONDS)
RPC_CLIENT_ERRORS = Counter(
    "counterpoint_rpc_client_errors_total",
    ("method", "code"),
    "calls",
    "Calls this process made that ended in an error, by method and gRPC status code; UNAVAILABLE and DEADLINE_EXCEEDED mean that the other side is away.",
)
COALESCED = Histogram(
    "counterpoint_coalescer_batch_items", ("name",), "items", "Items gathered into one call by a coalescing client: it grows with the load.", _SIZES
)

# --- the bus ---------------------------------------------------------------------------------------------------------------------------

BUS_PUBLISHED = Counter(
    "counterpoint_bus_published_total",
    ("subject", "result"),
    "messages",
    "Messages given to the bus, by subject without the app; result `taken` (durable) or `refused` (the stream is full or the bus away; repeated later).",
)
BUS_MESSAGES = Counter(
    "counterpoint_bus_messages_total",
    ("durable", "result"),
    "messages",
    "Messages a reader has dealt with: `handled`, `repeated` (given back, will come again), `dead` (moved to the dead letters).",
)
BUS_HANDLING = Histogram("counterpoint_bus_handling_seconds", ("durable",), "seconds", "How long a reader took over one batch of messages.", _SECONDS)
BUS_DELAY = Histogram(
    "counterpoint_bus_delay_seconds", ("durable",), "seconds", "Lag of a reader: from the publication of a batch's oldest message to its handling.", _DELAYS
)
BUS_BACKLOG = Gauge(
    "counterpoint_bus_backlog_messages",
    ("durable",),
    "messages",
    "Messages a durable has not acknowledged yet, those in hand included. Told by every gateway for the whole bus: take the maximum.",
)
BUS_OLDEST = Gauge(
    "counterpoint_bus_oldest_seconds",
    ("durable",),
    "seconds",
    "Age of the oldest message a durable has not acknowledged yet; 0 without a backlog. Told by every gateway for the whole bus: take the maximum.",
)
BUS_DEAD_LETTERS = Gauge(
    "counterpoint_bus_dead_letters",
    ("durable",),
    "messages",
    "Dead letters kept (thirty days) of what a durable could not take. Told by every gateway for the whole bus: take the maximum.",
)
BUS_STREAM_BYTES = Gauge(
    "counterpoint_bus_stream_bytes", ("stream",), "bytes", "What a stream holds. Told by every gateway for the whole bus: take the maximum."
)
BUS_STREAM_LIMIT = Gauge(
    "counterpoint_bus_stream_limit_bytes", ("stream",), "bytes", "What a stream may hold; an `interest` stream that is full refuses, and callers get 503."
)
OUTBOX = Gauge("counterpoint_outbox_facts", (), "facts", "Committed facts that the bus has not taken yet (counted up to 10,000).")

CERTIFICATE_ENDS = Gauge(
    "counterpoint_certificate_ends_timestamp_seconds", ("use",), "seconds", "When a certificate of this process ends (Unix time): `rpc`, `http`."
)

# --- stores ----------------------------------------------------------------------------------------------------------------------------

DATABASE_CONNECTIONS = Gauge(
    "counterpoint_database_connections", ("state",), "connections", "This process's connections to PostgreSQL, `used` or `idle`."
)
DATABASE_LIMIT = Gauge("counterpoint_database_connections_limit", (), "connections", "How many there may be at most; at the limit, work waits for one.")
COLUMNS_SECONDS = Histogram(
    "counterpoint_columns_call_seconds",
    ("kind",),
    "seconds",
    "Calls to the columns (`query`, `command`, `insert`), waiting for a free thread included.",
    _SECONDS,
)
COLUMNS_WAITING = Gauge("counterpoint_columns_waiting_calls", (), "calls", "Calls to the columns that wait for a free thread.")

ITEMS_DROPPED = Counter(
    "counterpoint_endpoint_items_dropped_total",
    ("reason",),
    "items",
    "Items of UpdateEndpointsBatch that were not written, by reason: MISSING_ID, INVALID_VALUE, RECORD_SIZE, ATTRIBUTE_NAMES, ENDPOINTS_PER_USER, NOT_ALLOWED.",
)
INDEX_WAITING = Gauge(
    "counterpoint_index_waiting_rows",
    (),
    "rows",
    "Committed writes of endpoints that the live index has not taken yet (in the first 10,000 batches); exact counts and freezes wait for them. "
    "Told by every process of segments: take the maximum.",
)

# --- sending ---------------------------------------------------------------------------------------------------------------------------

PROVIDER_MESSAGES = Counter(
    "counterpoint_provider_messages_total",
    ("channel", "provider", "status"),
    "messages",
    "Messages handed to providers, by channel, kind of provider and DeliveryStatus of the answer (SUCCESSFUL, THROTTLED, TEMPORARY_FAILURE, "
    "PERMANENT_FAILURE, UNKNOWN_FAILURE, OPT_OUT).",
)
PROVIDER_SECONDS = Histogram(
    "counterpoint_provider_batch_seconds", ("channel", "provider"), "seconds", "How long a provider took over one batch of messages.", _SECONDS
)
RECIPIENTS = Counter(
    "counterpoint_recipients_total",
    ("book", "reason"),
    "recipients",
    "Recipients of runs by the book their window was closed with: sent, failed, not_sent, dropped, unknown, retry (handed on to a later attempt).",
)
RECIPIENTS_QUEUED = Gauge(
    "counterpoint_recipients_queued", (), "recipients", "Members of windows that are not closed. Told by every process of delivery: take the maximum."
)
WINDOWS = Gauge(
    "counterpoint_windows",
    ("state",),
    "windows",
    "Windows that are not closed: `open`, `claimed`, `sending`. Told by every process of delivery: take the maximum.",
)
RUNS = Gauge(
    "counterpoint_runs",
    ("state",),
    "runs",
    "Runs under way: `INITIALIZING` (to be frozen), `RUNNING`. Told by every process of delivery: take the maximum.",
)
HOLDS = Gauge(
    "counterpoint_hold_seconds",
    ("app", "campaign", "channel"),
    "seconds",
    "How long a hold has been set, in product time; empty campaign and channel: the whole app. Told by every process of delivery (the hundred oldest).",
)

# --- the process -----------------------------------------------------------------------------------------------------------------------

BUILD = Gauge("counterpoint_build_info", ("process", "version"), "", "Always 1; which process and version this is.")
READY = Gauge("counterpoint_ready", (), "", "1 when the process says that it can do its work, 0 when not.")
LOOP_FAILURES = Counter("counterpoint_loop_failures_total", ("loop",), "failures", "Background loops that ended with an error and were started again.")
CPU = Counter("process_cpu_seconds_total", (), "seconds", "Processor time, user and system.")
MEMORY = Gauge("process_resident_memory_bytes", (), "bytes", "Memory in use.")
FILES = Gauge("process_open_fds", (), "files", "Open file descriptors.")
STARTED = Gauge("process_start_time_seconds", (), "seconds", "When the process started, since 1970.")

METRICS: tuple[Metric, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Metric))

SPANS = {
    "<operation>": "The gateway's work on one request (SERVER), named by the operation, such as `SendMessages`.",
    "<package.Service/Method>": "One call between services, told by the caller (CLIENT) and by the service (SERVER).",
    "publish <subject>": "A message given to the bus until it is durable (PRODUCER).",
    "<durable>": "A reader's work on a batch (CONSUMER). A batch that holds several traces has a span in each of them.",
    "freeze": "The audience of a run is frozen.",
    "window": "One window of a run: from its decision to the answers of the providers.",
    "hand over <channel>": "A batch of messages given to a provider until it answers (CLIENT).",
}
