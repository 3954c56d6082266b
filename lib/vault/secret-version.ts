import { Token } from "cdktf";
import { Range } from "../core/range";
import { Rule, Violation } from "../core/rule";

const VERSION = new Rule({
  id: "vault/secret-version",
  why: "Terraform does not see a write-only value; it writes a new one when the version rises.",
  fix: "Give a whole number of 1 or more, and raise it to rotate.",
  source: "azurerm 4.55.0: value_wo_version",
});

const VERSIONS = new Range(1, Number.MAX_SAFE_INTEGER, "as version");

const knownInvalid = (version: number) => !Token.isUnresolved(version) && !VERSIONS.admits(version);

/** What is wrong with the version of a write-only value, where one is given. */
export function secretVersionViolations(version: number | undefined): Violation[] {
  return VERSION.when(version !== undefined && knownInvalid(version), `version ${version}`);
}
