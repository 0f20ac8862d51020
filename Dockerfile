# One image for every process: `counterpoint serve segments`, `counterpoint serve gateway`, …
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/counterpoint

COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes -r requirements/runtime.txt

COPY pyproject.toml LICENSE README.md ./
COPY gen gen
COPY kit kit
COPY services services
COPY gateway gateway
COPY launcher launcher
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q gen kit services gateway launcher

USER 10001:10001
ENTRYPOINT ["/opt/counterpoint/.venv/bin/counterpoint"]
CMD ["up"]
