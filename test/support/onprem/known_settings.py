"""Of a profiles.yml, as dbt's own adapter takes it: prints each setting of an output that the adapter does not know.

Run by the Python of an environment with dbt: `known_settings.py PROFILES`. dbt itself ignores what it does not know.
"""

import dataclasses
import json
import sys

from dbt.adapters.factory import load_plugin

NOT_THE_ADAPTERS = {"type", "threads"}

with open(sys.argv[1], encoding="utf-8") as file:
    profiles = json.load(file)
for profile in profiles.values():
    for output in profile["outputs"].values():
        credentials = load_plugin(output["type"])
        known = {field.name for field in dataclasses.fields(credentials)} | set(credentials._ALIASES)
        for name in sorted(set(output) - known - NOT_THE_ADAPTERS):
            print(name)
