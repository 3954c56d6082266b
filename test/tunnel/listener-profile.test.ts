import { TEMPLATE, listenerProfile, listenerTemplate } from "../../lib/tunnel/listener-profile";
import { profileText } from "../../lib/tunnel/profile-text";
import { forwardTo, rulesOf } from "../support/plan";

const warehouse = forwardTo();
const plant = forwardTo({ host: "pg01.retail.example", port: 5432, bindAddress: "127.0.10.2" }, "plant.pg-01");
const relayHostName = "contoso-retail.servicebus.windows.net";

const REMOTE_FORWARD = [
  { RelayName: "warehouse", Host: "sql01.retail.example", HostPort: 1433, PortName: "warehouse" },
  { RelayName: "plant.pg-01", Host: "pg01.retail.example", HostPort: 5432, PortName: "plant.pg-01" },
];
const ALWAYS = { ExitOnForwardFailure: true, KeepAliveInterval: 30, LogLevel: "INFO" };

describe("the profile of a listener", () => {
  test("names the endpoint alone where the identity of the process has the right", () => {
    expect(listenerProfile([warehouse, plant], { relayHostName })).toStrictEqual({
      AzureRelayEndpoint: "sb://contoso-retail.servicebus.windows.net/",
      ...ALWAYS,
      RemoteForward: REMOTE_FORWARD,
    });
  });

  test("names a connection string per forward and no endpoint where keys are the right", () => {
    const connectionStrings = { "plant.pg-01": "Endpoint=plant", warehouse: "Endpoint=warehouse" };
    expect(listenerProfile([plant, warehouse], { relayHostName, connectionStrings })).toStrictEqual({
      ...ALWAYS,
      RemoteForward: [
        { ...REMOTE_FORWARD[1], ConnectionString: "Endpoint=plant" },
        { ...REMOTE_FORWARD[0], ConnectionString: "Endpoint=warehouse" },
      ],
    });
  });

  test("fails if a forward has no connection string of its own", () => {
    const connectionStrings = { warehouse: "Endpoint=warehouse" };
    const program = () => listenerProfile([warehouse, plant], { relayHostName, connectionStrings });
    expect(rulesOf(program)).toEqual(["tunnel/connection-string-per-forward"]);
  });
});

test.each([true, false])("the template, filled in, is the profile of its forward (by key: %p)", (byKey) => {
  const filled = profileText(listenerTemplate(byKey))
    .replaceAll(TEMPLATE.relayHostName, relayHostName)
    .replaceAll(TEMPLATE.forward, plant.name)
    .replaceAll(TEMPLATE.host, plant.host)
    .replaceAll(`"${TEMPLATE.port}"`, `${plant.port}`)
    .replaceAll(TEMPLATE.connectionString, "Endpoint=plant");
  const connectionStrings = byKey ? { [plant.name]: "Endpoint=plant" } : undefined;
  expect(filled).toBe(profileText(listenerProfile([plant], { relayHostName, connectionStrings })));
});
