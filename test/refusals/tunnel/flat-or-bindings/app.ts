import { ProfileCheck } from "../../../../lib";

/** A second port, added as a binding beside the first one's flat keys. */
export function program(): void {
  const Bindings = [{ Host: "sql01.retail.example", HostPort: 1434, PortName: "archive" }];
  const listener = {
    RemoteForward: [
      { RelayName: "warehouse", Host: "sql01.retail.example", HostPort: 1433, PortName: "warehouse", Bindings },
    ],
  };
  ProfileCheck.refuseDisagreement({ listener });
}
