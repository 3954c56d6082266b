import { ProfileCheck } from "../../../../lib";

/** Two machines of a site, of which one was moved to a new database host. */
export function program(): void {
  const listenerTo = (Host: string) => ({
    RemoteForward: [{ RelayName: "warehouse", Host, HostPort: 1433, PortName: "warehouse" }],
  });
  ProfileCheck.refuseDisagreement({
    first: listenerTo("sql01.retail.example"),
    second: listenerTo("sql02.retail.example"),
  });
}
