import { relayEndpoint, senderProfile } from "../../lib/tunnel/sender-profile";
import { forwardTo } from "../support/plan";

const warehouse = forwardTo();
const plant = forwardTo({ host: "pg01.retail.example", port: 5432, bindAddress: "127.0.10.2" }, "plant.pg-01");
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
    expect(senderProfile([warehouse, plant], { relayHostName })).toStrictEqual({
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
      other: "Endpoint=other",
    };
    expect(senderProfile([warehouse, plant], { relayHostName, connectionStrings })).toStrictEqual({
      GatewayPorts: "no",
      LogLevel: "INFO",
      LocalForward: [
        { ...LOCAL_FORWARD[0], ConnectionString: "Endpoint=warehouse" },
        { ...LOCAL_FORWARD[1], ConnectionString: "Endpoint=plant" },
      ],
    });
  });

  test("keeps the order of the forwards, and has none where there are none", () => {
    expect(senderProfile([plant, warehouse], { relayHostName }).LocalForward).toEqual([...LOCAL_FORWARD].reverse());
    expect(senderProfile([], { relayHostName }).LocalForward).toEqual([]);
  });

  test("reaches the endpoint by the host name of the namespace", () => {
    expect(relayEndpoint(relayHostName)).toBe("sb://contoso-retail.servicebus.windows.net/");
  });
});
