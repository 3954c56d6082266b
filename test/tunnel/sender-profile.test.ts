import { PortPlan } from "../../lib";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { forwardTo, rulesOf } from "../support/plan";

const warehouse = forwardTo();
const plant = forwardTo({ host: "pg01.retail.example", port: 5432, bindAddress: "127.0.10.2" }, "plant.pg-01");
const PORTS = PortPlan.sidecar([warehouse, plant]).ports;
const relayHostName = "contoso-retail.servicebus.windows.net";

const LOCAL_FORWARD = [
  {
    RelayName: "warehouse",
    BindAddress: "127.0.10.1",
    BindPort: 1433,
    HostName: "sql01.retail.example",
    PortName: "warehouse",
  },
  {
    RelayName: "plant.pg-01",
    BindAddress: "127.0.10.2",
    BindPort: 5432,
    HostName: "pg01.retail.example",
    PortName: "plant.pg-01",
  },
];

describe("the profile of a sender", () => {
  test("names the endpoint alone where the identity of the process has the right", () => {
    expect(senderProfile(PORTS, { relayHostName })).toStrictEqual({
      AzureRelayEndpoint: "sb://contoso-retail.servicebus.windows.net/",
      GatewayPorts: "no",
      LogLevel: "INFO",
      LocalForward: LOCAL_FORWARD,
    });
  });

  test("names a connection string per forward and no endpoint where keys are the right", () => {
    const connectionStrings = {
      "plant.pg-01": "Endpoint=plant",
      warehouse: "Endpoint=warehouse",
    };
    expect(senderProfile(PORTS, { relayHostName, connectionStrings })).toStrictEqual({
      GatewayPorts: "no",
      LogLevel: "INFO",
      LocalForward: [
        { ...LOCAL_FORWARD[0], ConnectionString: "Endpoint=warehouse" },
        { ...LOCAL_FORWARD[1], ConnectionString: "Endpoint=plant" },
      ],
    });
  });

  test("fails if a forward has no connection string of its own, or nobody has one of those given", () => {
    const given = (connectionStrings: Record<string, string>) =>
      rulesOf(() => senderProfile(PORTS, { relayHostName, connectionStrings }));
    const both = { warehouse: "Endpoint=warehouse", "plant.pg-01": "Endpoint=plant" };
    expect(given({ warehouse: "Endpoint=warehouse" })).toEqual(["tunnel/connection-string-per-forward"]);
    expect(given({ ...both, other: "Endpoint=other" })).toEqual(["tunnel/connection-string-per-forward"]);
    expect(given({})).toEqual(["tunnel/connection-string-per-forward"]);
  });

  test("keeps the order of the forwards, and has none where there are none", () => {
    expect(senderProfile([...PORTS].reverse(), { relayHostName }).LocalForward).toEqual([...LOCAL_FORWARD].reverse());
    expect(senderProfile([], { relayHostName }).LocalForward).toEqual([]);
  });

  test("lets others in where a port is on every address of the machine", () => {
    const { ports } = PortPlan.gateway([{ forward: warehouse }, { forward: plant, publicPort: 15432 }]);
    expect(senderProfile(ports, { relayHostName })).toStrictEqual({
      AzureRelayEndpoint: "sb://contoso-retail.servicebus.windows.net/",
      GatewayPorts: "yes",
      LogLevel: "INFO",
      LocalForward: [
        { ...LOCAL_FORWARD[0], BindAddress: "0.0.0.0" },
        { ...LOCAL_FORWARD[1], BindAddress: "0.0.0.0", BindPort: 15432 },
      ],
    });
  });
});
