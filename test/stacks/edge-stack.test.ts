import { Testing } from "cdktf";
import { SiteKit } from "../../lib";
import { EdgeStack } from "../../stacks/edge-stack";
import { exampleEdges } from "../../stacks/example-edges";
import { munich } from "../../stacks/example-holding";
import { resources, template } from "../support/stack";
import { subsidiaryUnderTest } from "../support/plan";

const settings = exampleEdges["edge-retail-munich"];
const stackOf = () => new EdgeStack(Testing.app(), munich, settings);

test("as many machines as the site has listeners boot the cloud-init of its kit, apart from each other", () => {
  const machines = resources(stackOf(), "azurestack_linux_virtual_machine");
  expect(machines.map(({ name }) => name)).toEqual(["retail-munich-listener-1", "retail-munich-listener-2"]);
  const kit = new SiteKit(munich, { azbridgePackage: settings.azbridgePackage });
  for (const machine of machines) {
    expect(Buffer.from(machine.custom_data as string, "base64").toString("utf8")).toBe(kit.cloudInit);
    expect(machine.availability_set_id).toMatch(/^\$\{azurestack_availability_set\.Availability\.id\}$/);
    expect(machine.lifecycle).toEqual({ ignore_changes: ["custom_data"] });
  }
});

test("machines are entered by key, from the operators' network alone", () => {
  const stack = stackOf();
  for (const machine of resources(stack, "azurestack_linux_virtual_machine")) {
    expect(machine).toMatchObject({
      disable_password_authentication: true,
      admin_ssh_key: [{ username: "operator", public_key: settings.operatorSshKey }],
    });
    expect(machine).not.toHaveProperty("admin_password");
  }
  const [security] = resources(stack, "azurestack_network_security_group");
  expect(security.security_rule).toMatchObject([
    {
      access: "Allow",
      direction: "Inbound",
      priority: 100,
      source_address_prefix: "10.61.0.0/24",
      destination_port_range: "22",
    },
    { access: "Deny", direction: "Inbound", priority: 4096, source_address_prefix: "*", destination_port_range: "*" },
  ]);
  const [network] = resources(stack, "azurestack_virtual_network");
  expect(network.subnet).toMatchObject([{ security_group: "${azurestack_network_security_group.Security.id}" }]);
  expect(resources(stack, "azurestack_public_ip")).toEqual([]);
});

test("has the provider of Azure Stack Hub and no other", () => {
  expect(template(stackOf()).provider).toEqual({
    azurestack: [
      {
        features: {},
        metadata_host: settings.metadataHost,
        subscription_id: settings.subscriptionId,
        tenant_id: settings.tenantId,
      },
    ],
  });
});

test("fails if the site has nothing to listen for", () => {
  const site = subsidiaryUnderTest().addSite("empty");
  expect(() => new EdgeStack(Testing.app(), site, settings)).toThrow(
    "edge-retail-empty: contoso/retail/empty has no forwards, or more than fit into user data.",
  );
});
