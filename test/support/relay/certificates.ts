import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { isIP } from "node:net";
import * as path from "node:path";

export interface Certificates {
  readonly key: string;
  readonly certificate: string;
  /** File of the authority that processes have to trust; every user may read it. */
  readonly caFile: string;
}

/** An authority of two days and one server certificate for all `names` (host names or addresses), by `openssl`. */
export function makeCertificates(directory: string, names: readonly string[]): Certificates {
  const file = (name: string) => path.join(directory, name);
  const request = (subject: string, name: string, ...args: string[]) =>
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"].concat(
        ["-subj", `/CN=${subject}`, "-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)],
        args,
      ),
      { stdio: "pipe" },
    );
  request("Relay double CA", "ca", "-addext", "basicConstraints=critical,CA:TRUE");
  const alternatives = names.map((name) => `${isIP(name) ? "IP" : "DNS"}:${name}`).join(",");
  request(
    "Relay double",
    "server",
    ...["-CA", file("ca.pem"), "-CAkey", file("ca.key")],
    ...["-addext", `subjectAltName=${alternatives}`, "-addext", "basicConstraints=critical,CA:FALSE"],
  );
  fs.chmodSync(file("ca.pem"), 0o644);
  return {
    key: fs.readFileSync(file("server.key"), "utf8"),
    certificate: fs.readFileSync(file("server.pem"), "utf8"),
    caFile: file("ca.pem"),
  };
}
