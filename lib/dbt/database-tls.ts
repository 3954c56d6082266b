import { Token } from "cdktf";
import { Rule, refuse } from "../core/rule";

const DATABASE_TLS = new Rule({
  id: "dbt/database-tls",
  why: "TLS of the tunnel ends at the Relay; only the database's own keeps data and password from there on.",
  fix: "Use DatabaseTls.verified() or verifiedBy(the authority's certificate), or say DatabaseTls.unencrypted(reason).",
  source: "azbridge 0.16.1: adds no encryption of its own",
});

const CERTIFICATE = new Rule({
  id: "dbt/ca-certificate",
  why: "The database driver reads certificates in PEM.",
  fix: "Give the text between and including -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.",
  source: "libpq: sslrootcert; Microsoft ODBC Driver 18",
});

/** Settings in a profile that give encryption or verification up, of the adapters dbt-postgres, dbt-sqlserver and dbt-mysql. */
const GIVES_UP =
  /["']?(?:sslmode["']?\s*[:=]\s*["']?(?:disable|allow|prefer|require)\b|encrypt["']?\s*[:=]\s*["']?(?:false|no|off|optional)\b|trust_cert["']?\s*[:=]\s*["']?(?:true|yes|on)\b|ssl_disabled["']?\s*[:=]\s*["']?true\b)/i;

const VERIFYING = "A profile that verifies says sslmode: verify-full, or encrypt: true and trust_cert: false.";

/** libpq falls back to an unencrypted connection unless it is told otherwise. */
const ADAPTER_OF_LIBPQ = /\btype["']?\s*:\s*["']?(?:postgres|redshift)\b/i;

/** How dbt's connection to the database is encrypted, from its container to the database itself. */
export class DatabaseTls {
  /** Encrypted, and verified against the authorities that the dbt image trusts. */
  public static verified(): DatabaseTls {
    return new DatabaseTls(true);
  }

  /**
   * Encrypted, and verified against one authority: on premises it is usually a private one.
   *
   * @param caCertificate PEM text; mounted beside the profile as `/aci/dbt/ca.pem`.
   * @throws `dbt/ca-certificate`
   */
  public static verifiedBy(caCertificate: string): DatabaseTls {
    const pem = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(caCertificate);
    refuse(
      "DatabaseTls",
      CERTIFICATE.when(
        !pem && !Token.isUnresolved(caCertificate),
        `${caCertificate.length} characters without a certificate`,
      ),
    );
    return new DatabaseTls(true, caCertificate);
  }

  /**
   * Neither encrypted nor verified: the Relay sees data and password.
   *
   * @param reason why that is acceptable, for whoever reads the code.
   * @throws `dbt/database-tls`
   */
  public static unencrypted(reason: string): DatabaseTls {
    refuse("DatabaseTls", DATABASE_TLS.when(reason.trim() === "", "no reason"));
    return new DatabaseTls(false);
  }

  private constructor(
    /** Whether the connection is encrypted and the server verified. */
    public readonly encrypted: boolean,
    /** PEM text of the authority; undefined where the image's own are trusted. */
    public readonly caCertificate?: string,
  ) {}

  /** Refuses a profile text that gives encryption up without saying so. @internal */
  public _refuseSilentlyOpen(profileText: string): void {
    const found = GIVES_UP.exec(profileText);
    const silent = ADAPTER_OF_LIBPQ.test(profileText) && !/\bsslmode\b/i.test(profileText);
    refuse(
      "DbtProfile",
      DATABASE_TLS.when(this.encrypted && found !== null, `"${found?.[0]}" in the profile`, VERIFYING),
      DATABASE_TLS.when(this.encrypted && silent, "a profile without sslmode", VERIFYING),
    );
  }
}
