#!/bin/sh
# Run once, when the database is new: a login per service, with a schema of its own alone in its search path.
# Elsewhere: the same file with PGHOST, PGPASSWORD, POSTGRES_USER, POSTGRES_DB (which exists) and the six passwords in the environment.
set -eu
for service in segments campaigns journeys delivery analytics gateway; do
  psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<SQL
\getenv password $(echo "$service" | tr a-z A-Z)_PASSWORD
CREATE ROLE $service LOGIN PASSWORD :'password';
ALTER ROLE $service SET search_path = $service;
GRANT $service TO CURRENT_USER;
GRANT CONNECT, TEMPORARY ON DATABASE "$POSTGRES_DB" TO $service;
CREATE SCHEMA IF NOT EXISTS $service AUTHORIZATION $service;
SQL
done
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<SQL
REVOKE ALL ON DATABASE "$POSTGRES_DB" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
