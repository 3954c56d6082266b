#!/bin/bash
# The seed's bridge container, as its article tells it: dbt is told to start as soon as the process exists, whether the
# tunnel carries anything or not. Nothing here ever ends it but the liveness probe's SIGTERM, which it heeds at once: the
# article does not say so, and it is to the seed's advantage.
trap 'kill -KILL "$bridge"; exit 0' TERM
/app/azbridge -f /aci/bridge/profile.yml &
bridge=$!
: >"/aci/groups/$ENV_GROUP_NAME"
wait "$bridge"
