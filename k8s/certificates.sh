#!/bin/sh
# Prints a certificate for every service, as Kubernetes secrets: `k8s/certificates.sh FOLDER | kubectl apply -f -`.
# FOLDER (default: certs) holds the authority, which is made when it is not there. Keep it, and run this again before the days are over.
set -eu
umask 077
folder=${1:-certs}
days=${DAYS:-90}
counterpoint=${COUNTERPOINT:-counterpoint}

[ -e "$folder/ca.key" ] || $counterpoint certs init --folder "$folder" >&2
for service in segments campaigns journeys delivery analytics gateway; do
  $counterpoint certs issue "$service" --folder "$folder" --days "$days" >&2
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata: {name: counterpoint-certificate-%s, namespace: counterpoint, labels: {app.kubernetes.io/part-of: counterpoint}}\n' "$service"
  printf 'data:\n  tls.crt: %s\n  tls.key: %s\n  ca.crt: %s\n' "$(base64 < "$folder/$service.pem" | tr -d '\n')" "$(base64 < "$folder/$service.key" | tr -d '\n')" "$(base64 < "$folder/ca.pem" | tr -d '\n')"
done
