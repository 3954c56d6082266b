import { ProfileCheck } from "../../../../lib";

/** A port name that was changed at one end only. */
export function program(): void {
  const sender = {
    LocalForward: [{ RelayName: "warehouse", BindAddress: "127.0.10.1", BindPort: 1433, PortName: "db" }],
  };
  const listener = {
    RemoteForward: [{ RelayName: "warehouse", Host: "sql01.retail.example", HostPort: 1433, PortName: "warehouse" }],
  };
  ProfileCheck.refuseDisagreement({ sender, listener });
}
