"""The columns process: the part of ClickHouse's HTTP protocol that clickhouse-connect uses, answered by chdb in this process.

`request` reads what a client asks, `engine` holds the sessions, `app` is the ASGI application, `main` the process.
"""
