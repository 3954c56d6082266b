// The library as an ES module sees it: every name that `require` gives, and none of them undefined.
import { equal, ok } from "node:assert/strict";
import { createRequire } from "node:module";
import * as imported from "cdktf-azure-hybrid-connectivity";
import { Holding, SourceDomain } from "cdktf-azure-hybrid-connectivity";

const required = createRequire(import.meta.url)("cdktf-azure-hybrid-connectivity");
ok(Object.keys(required).length > 0);
for (const [name, value] of Object.entries(required)) {
  ok(value !== undefined, name);
  equal(imported[name], value, name);
}
equal(SourceDomain, required.SourceDomain);
equal(new Holding({ name: "contoso", location: "westeurope" }).name, "contoso");
