import { DatabaseTls } from "../../../../lib";

/** A path where the certificate itself is wanted. */
export function program(): void {
  DatabaseTls.verifiedBy("/etc/ssl/company-ca.pem");
}
