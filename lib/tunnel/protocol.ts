/** What speaks at the on-premises end of a forward, and so how a path to it is proven: by its own answer, never by an open port. */
export class Protocol {
  /** SQL Server: answers a PRELOGIN packet. */
  public static readonly SQL_SERVER = new Protocol("sql-server", "the answer to a PRELOGIN packet");
  /** PostgreSQL: answers a GSSENCRequest with one byte, `G` or `N`, and leaves no line in its log. */
  public static readonly POSTGRESQL = new Protocol("postgresql", "the answer to a GSSENCRequest, G or N");
  /** MySQL and MariaDB: refuse a login, which is no error of the connection; for the user, see {@link ForwardProps.proofUser}. */
  public static readonly MYSQL = new Protocol("mysql", "the refusal of a login without a password");
  /** Anything behind TLS: answers a ClientHello. */
  public static readonly TLS = new Protocol("tls", "the handshake record that answers a ClientHello");
  /** Plain HTTP: answers a request with a status line. */
  public static readonly HTTP = new Protocol("http", "the status line that answers a HEAD request");

  private constructor(
    /** As the generated configuration calls it, for example `sql-server`. */
    public readonly protocolName: string,
    /** What proves that a path works, in words. */
    public readonly proof: string,
  ) {}
}
