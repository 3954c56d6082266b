import { Forward } from "../tunnel/forward";
import { IKeyVault } from "../vault/key-vault";

/**
 * TLS on a gateway's ports, with a certificate asked of every client, by nginx, which stands before azbridge. What a client
 * says inside that TLS reaches the on-premises service as it is: a client that begins with its database's own protocol
 * needs a TLS wrapper of its own, such as stunnel.
 */
export interface MutualTls {
  /**
   * Which forwards it is asked for.
   *
   * @default - all of the gateway
   */
  readonly forwards?: Forward[];
  /** The authorities whose certificates clients show: their own certificates, PEM, one after the other. */
  readonly clientCaCertificate: string;
  /**
   * The vault that holds the server's key and certificate. It has to admit the gateway's subnet, or the address of its
   * NAT gateway.
   */
  readonly vault: IKeyVault;
  /** Name of the secret with key and certificate chain in PEM: that of a vault certificate with the content type `application/x-pem-file`. */
  readonly certificateSecretName: string;
}
