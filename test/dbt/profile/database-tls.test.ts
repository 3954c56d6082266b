import { Fn } from "cdktf";
import { DatabaseTls, DbtProfile, Forward, Protocol } from "../../../lib";
import { plant, vaultIn, warehouse } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function custom(text: string, tls?: DatabaseTls, forward: Forward = plant) {
  const password = vaultIn(stackUnderTest()).secret("password");
  return () => DbtProfile.custom({ forward, text, database: "dwh", password, tls });
}

describe("DatabaseTls", () => {
  test("verifies against the image's authorities, or one of yours", () => {
    expect(DatabaseTls.verified()).toMatchObject({ encrypted: true, caCertificate: undefined });
    expect(DatabaseTls.verifiedBy(PEM)).toMatchObject({ encrypted: true, caCertificate: PEM });
  });

  test("accepts a certificate that is only known after apply", () => {
    const certificate = Fn.file("ca.pem");
    expect(DatabaseTls.verifiedBy(certificate).caCertificate).toBe(certificate);
  });

  test.each([
    "",
    "ca.pem",
    "-----BEGIN CERTIFICATE-----MIIB",
    "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
  ])("fails if the certificate is %p, and does not repeat it", (text) => {
    expect(() => DatabaseTls.verifiedBy(text)).toThrow(
      `DatabaseTls: [dbt/ca-certificate] given ${text.length} characters without a certificate.`,
    );
  });

  test("is given up only for a reason", () => {
    expect(DatabaseTls.unencrypted("a test database without data")).toMatchObject({ encrypted: false });
    expect(() => DatabaseTls.unencrypted(" ")).toThrow("DatabaseTls: [dbt/database-tls] given no reason.");
  });

  test.each([
    "sslmode: disable",
    "sslmode: allow",
    "sslmode: prefer",
    "sslmode: require",
    "sslmode: verify-ca",
    '"sslmode": "require"',
    "sslmode=disable",
    "encrypt: false",
    "encrypt: no",
    "encrypt: off",
    "encrypt: optional",
    'encrypt: "False"',
    "trust_cert: true",
    "trust_cert: Yes",
    "trust_cert: on",
    "ssl_disabled: true",
    "encrypt: n",
    "trust_cert: 1",
    "Encrypt=yes;TrustServerCertificate=yes",
  ])("fails if a profile of your own says %s and the job does not", (setting) => {
    expect(custom(`default:\n  ${setting}\n`)).toThrow(
      /^DbtProfile: \[dbt\/database-tls\] given ".*" in the profile\./,
    );
    expect(custom(`default:\n  ${setting}\n`, DatabaseTls.unencrypted("a test database"))).not.toThrow();
  });

  test.each([
    ["sslmode: verify-full", plant],
    ["encrypt: true\ntrust_cert: false", warehouse],
    ['{"encrypt": true, "trust_cert": false}', warehouse],
    ["encrypt: strict\ntrust_cert: no", warehouse],
  ])("accepts a profile of your own that says %p", (text, forward) => {
    expect(custom(text, undefined, forward)).not.toThrow();
  });

  test.each([
    ["type: postgres", plant, "sslmode: verify-full"],
    ["# sslmode: verify-full", plant, "sslmode: verify-full"],
    ["sslmode: \"{{ env_var('MODE') }}\"", plant, "sslmode: verify-full"],
    ["encrypt: true", warehouse, "trust_cert: false"],
    ["trust_cert: false", warehouse, "encrypt: true"],
  ])("fails if a profile of your own, %p, leaves it to a default", (text, forward, setting) => {
    expect(custom(text, undefined, forward)).toThrow(`[dbt/database-tls] given a profile without "${setting}".`);
    expect(custom(text, DatabaseTls.unencrypted("a test database"), forward)).not.toThrow();
  });

  test("fails if a profile of your own cannot be judged, and nobody says that it is right", () => {
    const mysql = new Forward("shop", { host: "my01.retail.example", port: 3306, protocol: Protocol.MYSQL });
    const said = DatabaseTls.asTheProfileSays("ssl_verify_identity is set");
    expect(custom("type: mysql", undefined, mysql)).toThrow("[dbt/database-tls] given a profile for mysql.");
    expect(custom("type: mysql", said, mysql)).not.toThrow();
    expect(custom(Fn.file("profiles.yml"))).toThrow("given a profile that is only known after apply.");
    expect(custom(Fn.file("profiles.yml"), said)).not.toThrow();
    expect(DatabaseTls.asTheProfileSays("see above", PEM)).toMatchObject({ encrypted: true, caCertificate: PEM });
    expect(() => DatabaseTls.asTheProfileSays("")).toThrow("DatabaseTls: [dbt/database-tls] given no reason.");
  });
});
