"""The four servers Counterpoint brings along: PostgreSQL, NATS, Valkey and the columns process.

Each module has one class with the same small surface (`launcher.embedded.program.Program`): `start`, `ready`, `stop_signal`, and the URL
under which the server is reached. They listen on loopback or in a folder of mode 700, always with a password.
"""
