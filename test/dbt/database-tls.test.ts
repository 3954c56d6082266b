import { Fn } from "cdktf";
import { DatabaseTls, DbtProfile } from "../../lib";
import { plant, vaultIn } from "../support/job";
import { stackUnderTest } from "../support/stack";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function custom(text: string, tls?: DatabaseTls) {
  const password = vaultIn(stackUnderTest()).secret("password");
  return () => DbtProfile.custom({ forward: plant, text, database: "dwh", password, tls });
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
  ])("fails if a profile of your own says %s and the job does not", (setting) => {
    expect(custom(`default:\n  ${setting}\n`)).toThrow(
      /^DbtProfile: \[dbt\/database-tls\] given ".*" in the profile\./,
    );
    expect(custom(`default:\n  ${setting}\n`, DatabaseTls.unencrypted("a test database"))).not.toThrow();
  });

  test.each(["sslmode: verify-full", "sslmode: verify-ca", "encrypt: true", "encrypt: strict", "trust_cert: false"])(
    "accepts a profile of your own that says %s",
    (setting) => {
      expect(custom(`default:\n  ${setting}\n`)).not.toThrow();
    },
  );

  test.each(["type: postgres", '"type": "postgres"', "type: redshift"])(
    "fails if a profile of your own with %s leaves libpq to its fallback",
    (adapter) => {
      expect(custom(adapter)).toThrow("[dbt/database-tls] given a profile without sslmode.");
      expect(custom(`${adapter}\nsslmode: verify-full`)).not.toThrow();
      expect(custom(adapter, DatabaseTls.unencrypted("a test database"))).not.toThrow();
    },
  );
});
