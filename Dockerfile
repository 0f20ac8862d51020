# One image for every process: `counterpoint serve segments`, `counterpoint serve gateway`, `counterpoint migrate`, …
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Batches come and go: their memory is kept for the next one (launcher/registry.py).
ENV MALLOC_TRIM_THRESHOLD_=33554432 MALLOC_MMAP_THRESHOLD_=16777216
ENV MALLOC_TRIM_THRESHOLD_=33554432 MALLOC_MMAP_THRESHOLD_=16777216
ENV PATH=/opt/counterpoint/.venv/bin:/usr/local/bin:/usr/bin:/bin COUNTERPOINT_DATA=/var/lib/counterpoint
# An account, because the embedded PostgreSQL asks the system for its user's name; a cluster's pods never use it.
RUN groupadd --gid 10001 counterpoint \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin counterpoint \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/counterpoint
WORKDIR /opt/counterpoint

COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --no-input --no-compile --no-deps --require-hashes -r requirements/runtime.txt

COPY pyproject.toml LICENSE README.md ./
COPY gen gen
COPY kit kit
COPY services services
COPY gateway gateway
COPY launcher launcher
COPY bench bench
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q -j 0 .venv/lib gen kit services gateway launcher bench

USER 10001:10001
ENTRYPOINT ["/opt/counterpoint/.venv/bin/counterpoint"]
CMD ["up"]
