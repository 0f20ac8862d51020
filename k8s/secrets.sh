#!/bin/sh
# Prints every secret the suite needs, freshly made, as Kubernetes objects: `k8s/secrets.sh | kubectl apply -f -`, once per installation.
# Keep a copy of the master key in a safe place: without it no backup can be opened and no sealed value read.
#
# Servers of your own are named by POSTGRES, NATS, VALKEY and CLICKHOUSE (host:port), DATABASE_OPTIONS (such as ?ssl=require) and SCHEMES=tls.
# Then make the logins in them with the passwords printed here: k8s/components/postgres/logins.sh does it for PostgreSQL.
set -eu
umask 077
POSTGRES=${POSTGRES:-postgres:5432}
NATS=${NATS:-nats:4222}
VALKEY=${VALKEY:-valkey:6379}
CLICKHOUSE=${CLICKHOUSE:-clickhouse:8123}
OPTIONS=${DATABASE_OPTIONS:-}
if [ "${SCHEMES:-plain}" = tls ]; then bus=tls cache=rediss columns=https; else bus=nats cache=redis columns=http; fi

random() { od -An -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }
head_of() { printf -- '---\napiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: counterpoint, labels: {app.kubernetes.io/part-of: counterpoint}}\n' "$1"; }
# `secret NAME key value …`; values are letters, digits and punctuation of URLs.
secret() {
  head_of "$1"
  echo 'stringData:'
  shift
  while [ $# -gt 0 ]; do
    printf '  %s: "%s"\n' "$1" "$2"
    shift 2
  done
}

printf 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: counterpoint\n  labels: {app.kubernetes.io/part-of: counterpoint, pod-security.kubernetes.io/enforce: restricted}\n'
head_of counterpoint-master
printf 'data:\n  master.key: %s\n' "$(head -c 32 /dev/urandom | base64)"
key=CPAK$(od -An -tu1 -N 16 /dev/urandom | tr -s ' ' '\n' | awk 'NF { printf "%s", substr("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", $1 % 32 + 1, 1) }')
secret counterpoint-root credentials "[counterpoint]\\naws_access_key_id = $key\\naws_secret_access_key = $(random 20)\\n"
nats=$(random 24)
valkey=$(random 24)
clickhouse=$(random 24)
secret nats password "$nats" store-key "$(random 24)"
secret valkey password "$valkey"
secret clickhouse password "$clickhouse"
set -- password "$(random 24)"
for service in segments campaigns journeys delivery analytics gateway; do
  password=$(random 24)
  set -- "$@" "$service-password" "$password"
  urls="database-url postgresql+asyncpg://$service:$password@$POSTGRES/counterpoint$OPTIONS bus-url $bus://counterpoint:$nats@$NATS"
  case $service in delivery | gateway) urls="$urls cache-url $cache://:$valkey@$VALKEY/0" ;; esac
  case $service in segments | analytics) urls="$urls columns-url $columns://counterpoint:$clickhouse@$CLICKHOUSE" ;; esac
  # shellcheck disable=SC2086  # words on purpose: no value holds a space
  secret "counterpoint-$service" $urls
done
secret postgres "$@"
