import { Token } from "cdktf";
import { Rule, Violation, refuse } from "../../core/rule";
import { AZBRIDGE } from "../../tunnel/limits";
import { Protocol } from "../../tunnel/protocol";

const DATABASE_TLS = new Rule({
  id: "dbt/database-tls",
  why: "TLS of the tunnel ends at the Relay; only the database's own keeps data and password from there on.",
  fix: "Let the profile verify the server, or say why it does not: DatabaseTls.unencrypted(reason).",
  source: `${AZBRIDGE}: adds no encryption of its own`,
});

const CERTIFICATE = new Rule({
  id: "dbt/ca-certificate",
  why: "The database driver reads certificates in PEM.",
  fix: "Give the text between and including -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.",
  source: "libpq: sslrootcert; Microsoft ODBC Driver 18",
});

/** Settings in a profile that give encryption or verification up, of the adapters dbt-postgres, dbt-sqlserver and dbt-mysql. */
const GIVES_UP =
  /["']?(?:sslmode["']?\s*[:=]\s*["']?(?:disable|allow|prefer|require|verify-ca)\b|encrypt["']?\s*[:=]\s*["']?(?:false|no?|off|0|optional)\b|trust_?(?:cert|server_?certificate)["']?\s*[:=]\s*["']?(?:true|y|yes|on|1)\b|ssl_disabled["']?\s*[:=]\s*["']?(?:true|1)\b)/i;

const VERIFYING = "A profile that verifies says sslmode: verify-full, or encrypt: true and trust_cert: false.";

/** Settings that a profile must show, by what answers at the forward's end: what is not said may default to less. */
const EVIDENCE: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  [Protocol.SQL_SERVER.protocolName]: {
    "encrypt: true": /\bencrypt["']?\s*[:=]\s*["']?(?:true|yes|on|mandatory|strict)\b/i,
    "trust_cert: false": /\btrust_cert["']?\s*[:=]\s*["']?(?:false|no|off)\b/i,
  },
  [Protocol.POSTGRESQL.protocolName]: {
    "sslmode: verify-full": /\bsslmode["']?\s*[:=]\s*["']?verify-full\b/i,
  },
};

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

  /**
   * Encrypted and verified, as you have seen to in a profile text that cannot be judged here: of another adapter, or
   * known only after apply.
   *
   * @param reason why that is so, for whoever reads the code.
   * @param caCertificate PEM text of the authority, if it is a private one.
   * @throws `dbt/database-tls`, `dbt/ca-certificate`
   */
  public static asTheProfileSays(reason: string, caCertificate?: string): DatabaseTls {
    refuse("DatabaseTls", DATABASE_TLS.when(reason.trim() === "", "no reason"));
    const { caCertificate: checked } =
      caCertificate === undefined ? DatabaseTls.verified() : DatabaseTls.verifiedBy(caCertificate);
    return new DatabaseTls(true, checked, true);
  }

  private constructor(
    /** Whether the connection is encrypted and the server verified. */
    public readonly encrypted: boolean,
    /** PEM text of the authority; undefined where the image's own are trusted. */
    public readonly caCertificate?: string,
    private readonly taken = false,
  ) {}

  /** Whether it is the dbt image's authorities that are trusted. @internal */
  public get _trustsImage(): boolean {
    return this.encrypted && this.caCertificate === undefined;
  }

  /** Refuses a profile text that does not show what this says. @internal */
  public _refuseUnlessShown(profileText: string, protocol: Protocol): void {
    refuse("DbtProfile", this.encrypted && !this.taken ? shown(profileText, protocol) : []);
  }
}

function shown(profileText: string, { protocolName }: Protocol): Violation[] {
  const advice = "Where a text cannot be judged here, say DatabaseTls.asTheProfileSays(reason).";
  if (Token.isUnresolved(profileText)) {
    return DATABASE_TLS.when(true, "a profile that is only known after apply", advice);
  }
  const text = profileText.replace(/(^|\s)#.*$/gm, "$1");
  const found = GIVES_UP.exec(text);
  const evidence = EVIDENCE[protocolName];
  const missing = Object.entries(evidence ?? {}).filter(([, pattern]) => !pattern.test(text));
  return [
    ...DATABASE_TLS.when(found !== null, `"${found?.[0]}" in the profile`, VERIFYING),
    ...missing.flatMap(([setting]) => DATABASE_TLS.when(found === null, `a profile without "${setting}"`, advice)),
    ...DATABASE_TLS.when(evidence === undefined, `a profile for ${protocolName}`, advice),
  ];
}
