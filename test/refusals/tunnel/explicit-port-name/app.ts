import { ProfileCheck } from "../../../../lib";

/** A forward that is left to be named by its port. */
export function program(): void {
  const listener = { RemoteForward: [{ RelayName: "warehouse", Host: "sql01.retail.example", HostPort: 1433 }] };
  ProfileCheck.refuseDisagreement({ listener });
}
