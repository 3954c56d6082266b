#!/bin/sh
# The seed's dbt container, as its article tells it: looks for the semaphore, runs dbt, removes the semaphore so that the
# liveness probe ends the bridge, and after a failure waits for that.
semaphore=/aci/groups/$ENV_GROUP_NAME
until [ -e "$semaphore" ]; do sleep "$SEED_POLL_SECONDS"; done
printf '127.0.10.1 %s\n' "$ENV_DWH_DATABASE_HOST" >>/etc/hosts
code=0
dbt run || code=$?
rm "$semaphore"
if [ "$code" -ne 0 ]; then sleep "$SEED_FAILURE_SECONDS"; fi
exit "$code"
