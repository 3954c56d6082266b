import { SHA256_DIGITS } from "../core/limits";
import { Rule, Violation } from "../core/rule";
import { isSha256 } from "../core/sha256";
import { AZBRIDGE } from "../tunnel/limits";

const LOCATION = new Rule({
  id: "site/package-location",
  why: "The listener's script fetches the package by TLS or reads a file on the machine, and knows two formats; a kit holds no secret.",
  fix: "Give an https:// URL or an absolute path without blanks, ending in .deb or .rpm; a URL may have a query, but no signature.",
  source: `${AZBRIDGE}: release artifacts`,
});

const SHA256 = new Rule({
  id: "site/package-sha256",
  why: "Only the SHA-256 tells the package that was examined from any other under the same name.",
  fix: `Give ${SHA256_DIGITS} hexadecimal digits; 'sha256sum' prints them.`,
  source: "FIPS 180-4",
});

/** azbridge's package for the Linux listeners of a site, of the release `Azbridge.VERSION`. */
export interface AzbridgePackage {
  /** An `https://` URL that the site reaches, or an absolute path on its machines; a `.deb` or `.rpm`. */
  readonly location: string;
  /** SHA-256 of the package, 64 hexadecimal digits in any case; another package is not installed. */
  readonly sha256: string;
}

/** A path, or a URL whose query holds no signature of shared access: whoever has the kit could use that. */
function isLocation(location: string): boolean {
  const isUrl = /^https:\/\/[^\s?]+\.(?:deb|rpm)(?:\?\S*)?$/.test(location);
  return (isUrl && !/[?&]sig=/i.test(location)) || /^\/\S+\.(?:deb|rpm)$/.test(location);
}

/** What is wrong with a package that operators are to install; nothing where none is given. */
export function packageViolations(given: AzbridgePackage | undefined): Violation[] {
  if (given === undefined) {
    return [];
  }
  return [
    ...LOCATION.when(!isLocation(given.location), `"${given.location.replace(/\?.*/, "?…")}"`),
    ...SHA256.when(!isSha256(given.sha256), `"${given.sha256}" for ${AZBRIDGE}`),
  ];
}
