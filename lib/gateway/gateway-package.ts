import { Token } from "cdktf";
import { SHA256_DIGITS } from "../core/limits";
import { Rule, refuse } from "../core/rule";
import { isSha256 } from "../core/sha256";
import { IBlobContainer } from "../storage/blob-container";
import { AZBRIDGE } from "../tunnel/limits";

const PACKAGE = new Rule({
  id: "gateway/package",
  why: "Machines install exactly one release of azbridge, by its digest; nobody checks it again later.",
  fix: `Give the release's Debian package (.deb) and its SHA-256 in ${SHA256_DIGITS} hexadecimal digits; 'sha256sum <file>' prints it.`,
  source: `${AZBRIDGE}: release packages`,
});

/** The Debian package of azbridge, from its release, in a blob container of yours. */
export class GatewayPackage {
  /**
   * @param container where it was put; machines read it by their identity.
   * @param blobName name of the blob, which ends in `.deb`.
   * @param sha256 its digest, 64 hexadecimal digits in any case.
   * @throws `gateway/package`
   */
  public static fromBlob(container: IBlobContainer, blobName: string, sha256: string): GatewayPackage {
    refuse(
      "GatewayPackage",
      PACKAGE.when(Token.isUnresolved(blobName) || !/^[\w.~+/-]+\.deb$/.test(blobName), `blobName "${blobName}"`),
      PACKAGE.when(!isSha256(sha256), `sha256 "${sha256}"`),
    );
    return new GatewayPackage(container, blobName, sha256.toLowerCase());
  }

  private constructor(
    /** Where it was put. */
    public readonly container: IBlobContainer,
    /** Name of the blob. */
    public readonly blobName: string,
    /** Its digest, 64 lowercase hexadecimal digits. */
    public readonly sha256: string,
  ) {}

  /** Where machines fetch it. */
  public get url(): string {
    const { containerName, storageAccount } = this.container;
    return `https://${storageAccount.accountName}.blob.core.windows.net/${containerName}/${this.blobName}`;
  }
}
