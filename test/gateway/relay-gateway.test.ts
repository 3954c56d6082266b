import * as yaml from "yaml";
import {
  Duration,
  Forward,
  GatewayFrontend,
  GatewayNetwork,
  GatewayScaling,
  PortPlan,
  Protocol,
  RelayGatewayProps,
} from "../../lib";
import { CLIENT_CA, OTHER_CLIENT_CA } from "../support/certificates";
import { resolved } from "../support/azure";
import { plant, warehouse } from "../support/job";
import {
  CLIENT_ID,
  certificateVaultIn,
  configurationIn,
  customDataIn,
  decodedCustomData,
  gatewayIn,
  filesOfGateway,
  machineFile,
  portsOf,
  scaleSetIn,
} from "../support/gateway";
import { madeIn } from "../support/made";
import { resources, stackUnderTest, template } from "../support/stack";

const SUBNET_ID =
  "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke/subnets/gateway";

describe("a gateway with its defaults", () => {
  const stack = stackUnderTest();
  const gateway = gatewayIn(stack, {
    ports: PortPlan.gateway([{ forward: warehouse }, { forward: plant, publicPort: 15432 }]),
  });
  const { resource = {} } = template(stack);
  const only = (type: string) => Object.values(resource[type] ?? {})[0];
  const idOf = (type: string) => `\${${type}.${Object.keys(resource[type] ?? {})[0]}.id}`;

  test("makes a network, a balancer and machines, and nothing else", () => {
    expect(madeIn(stack)).toEqual([
      "Microsoft.Network/virtualNetworks/subnets gateway",
      "azurerm_lb retail-gateway-lb",
      "azurerm_lb_backend_address_pool machines",
      "azurerm_lb_probe port-1433",
      "azurerm_lb_probe port-15432",
      "azurerm_lb_rule port-1433",
      "azurerm_lb_rule port-15432",
      "azurerm_linux_virtual_machine_scale_set retail-gateway-vmss",
      "azurerm_monitor_autoscale_setting retail-gateway-autoscale",
      "azurerm_nat_gateway retail-gateway-ng",
      "azurerm_nat_gateway_public_ip_association",
      "azurerm_network_security_group retail-gateway-nsg",
      "azurerm_public_ip retail-gateway-ng-pip",
      "azurerm_role_assignment",
      "azurerm_role_assignment",
      "azurerm_role_assignment",
      "azurerm_user_assigned_identity retail-gateway-id",
      "azurerm_virtual_network retail-gateway-vnet",
      "time_sleep",
    ]);
  });

  test("is found at a private address, in every zone", () => {
    expect(only("azurerm_lb")).toMatchObject({
      sku: "Standard",
      frontend_ip_configuration: [
        {
          name: "gateway",
          subnet_id: idOf("azapi_resource"),
          private_ip_address_allocation: "Dynamic",
          zones: ["1", "2", "3"],
        },
      ],
    });
    expect(resolved(stack, gateway.address)).toBe(
      `\${azurerm_lb.${Object.keys(resource.azurerm_lb ?? {})[0]}.private_ip_address}`,
    );
    expect(resolved(stack, gateway.subnetId)).toBe(idOf("azapi_resource"));
    expect(resolved(stack, gateway.resourceId)).toBe(idOf("azurerm_linux_virtual_machine_scale_set"));
  });

  test("asks each machine for each forward, and resets what idles for half an hour", () => {
    const probe = Object.entries(resource.azurerm_lb_probe ?? {}).find(([, { name }]) => name === "port-1433");
    expect(probe![1]).toEqual({
      name: "port-1433",
      loadbalancer_id: idOf("azurerm_lb"),
      protocol: "Http",
      port: 8077,
      request_path: "/forwards/warehouse",
      interval_in_seconds: 5,
      number_of_probes: 1,
      probe_threshold: 1,
    });
    const rules = resources(stack, "azurerm_lb_rule");
    expect(rules.find(({ name }) => name === "port-1433")).toEqual({
      name: "port-1433",
      loadbalancer_id: idOf("azurerm_lb"),
      protocol: "Tcp",
      frontend_ip_configuration_name: "gateway",
      frontend_port: 1433,
      backend_port: 1433,
      backend_address_pool_ids: [idOf("azurerm_lb_backend_address_pool")],
      probe_id: `\${azurerm_lb_probe.${probe![0]}.id}`,
      idle_timeout_in_minutes: 30,
      tcp_reset_enabled: true,
      disable_outbound_snat: true,
    });
    expect(rules.find(({ name }) => name === "port-15432")).toMatchObject({
      frontend_port: 15432,
      backend_port: 15432,
    });
  });

  test("admits probes and the clients, and nobody else", () => {
    const { security_rule } = only("azurerm_network_security_group") as { security_rule: Record<string, unknown>[] };
    const said = security_rule.map((rule) =>
      Object.fromEntries(
        Object.entries(rule).filter(
          ([name, value]) => value !== null && /^(?:access|priority|source_address|destination_port)/.test(name),
        ),
      ),
    );
    expect(said).toEqual([
      { access: "Allow", priority: 100, source_address_prefix: "AzureLoadBalancer", destination_port_range: "8077" },
      {
        access: "Allow",
        priority: 200,
        source_address_prefixes: ["10.20.0.0/16"],
        destination_port_ranges: ["1433", "15432"],
      },
      { access: "Deny", priority: 4096, source_address_prefix: "*", destination_port_range: "*" },
    ]);
    expect(security_rule.every(({ direction }) => direction === "Inbound")).toBe(true);
  });

  test("lets its identity send through these forwards and read the package, before a machine starts", () => {
    const roles = resources(stack, "azurerm_role_assignment").map(({ role_definition_name, scope }) => [
      role_definition_name,
      (scope as string).split("/").slice(-2).join("/"),
    ]);
    expect(roles).toEqual([
      ["Azure Relay Sender", "hybridConnections/warehouse"],
      ["Azure Relay Sender", "hybridConnections/plant"],
      ["Storage Blob Data Reader", "containers/packages"],
    ]);
    const [sleep] = Object.entries(resource.time_sleep ?? {});
    expect(sleep[1]).toMatchObject({ create_duration: "600s" });
    expect(Object.keys(sleep[1].triggers as object)).toHaveLength(3);
    expect(scaleSetIn(stack).depends_on).toEqual([`time_sleep.${sleep[0]}`]);
  });

  test("dials out by a NAT gateway alone", () => {
    expect(only("azapi_resource")).toMatchObject({
      type: "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
      name: "gateway",
      parent_id: idOf("azurerm_virtual_network"),
      body: {
        properties: {
          addressPrefix: "10.40.0.0/26",
          defaultOutboundAccess: false,
          natGateway: { id: idOf("azurerm_nat_gateway") },
          serviceEndpoints: [{ service: "Microsoft.KeyVault" }],
        },
      },
      depends_on: [expect.stringMatching(/^azurerm_nat_gateway_public_ip_association\./)], // so the subnet has its way out
    });
  });

  test("runs two machines over three zones, which are upgraded and repaired by their processes", () => {
    const set = scaleSetIn(stack);
    expect(set).toMatchObject({
      name: "retail-gateway-vmss",
      instances: 2,
      zones: ["1", "2", "3"],
      zone_balance: true,
      overprovision: false,
      disable_password_authentication: true,
      identity: { type: "UserAssigned", identity_ids: [idOf("azurerm_user_assigned_identity")] },
      upgrade_mode: "Rolling",
      rolling_upgrade_policy: {
        max_batch_instance_percent: 20,
        max_unhealthy_instance_percent: 50,
        max_unhealthy_upgraded_instance_percent: 20,
        pause_time_between_batches: "PT1M",
        prioritize_unhealthy_instances_enabled: true,
      },
      automatic_instance_repair: { enabled: true, grace_period: "PT30M" },
      lifecycle: { ignore_changes: ["instances"] },
    });
    expect(set).not.toHaveProperty("health_probe_id");
    const extensions = set.extension as { name: string; type: string; settings: string }[];
    expect(extensions.map(({ name, type }) => [name, type])).toEqual([
      ["configuration", "CustomScript"],
      ["health", "ApplicationHealthLinux"],
    ]);
    expect(JSON.parse(extensions[1].settings)).toEqual({ protocol: "http", port: 8077, requestPath: "/process" });
    const [adapter] = set.network_interface as { ip_configuration: Record<string, unknown>[] }[];
    expect(adapter).toMatchObject({ network_security_group_id: idOf("azurerm_network_security_group") });
    expect(adapter.ip_configuration).toEqual([
      {
        name: "gateway",
        primary: true,
        subnet_id: idOf("azapi_resource"),
        load_balancer_backend_address_pool_ids: [idOf("azurerm_lb_backend_address_pool")],
      },
    ]);
  });

  test("adds a machine at 70 percent of CPU, and takes one away at 28", () => {
    const [profile] = only("azurerm_monitor_autoscale_setting").profile as Record<string, never>[];
    const { capacity, rule } = profile as unknown as {
      capacity: object;
      rule: Record<string, Record<string, unknown>>[];
    };
    expect(capacity).toEqual({ default: 2, minimum: 2, maximum: 4 });
    const said = rule.map(({ metric_trigger, scale_action }) => [
      ...["metric_name", "operator", "threshold", "time_window"].map((name) => metric_trigger[name]),
      ...["direction", "value", "cooldown"].map((name) => scale_action[name]),
    ]);
    expect(said).toEqual([
      ["Percentage CPU", "GreaterThan", 70, "PT5M", "Increase", 1, "PT5M"],
      ["Percentage CPU", "LessThan", 28, "PT20M", "Decrease", 1, "PT20M"],
    ]);
  });

  test("hands its machines cloud-config that is YAML, with no key and no connection string in it", () => {
    const text = customDataIn(stack);
    const configuration = configurationIn(stack);
    expect(yaml.parse(text)).toEqual(configuration);
    expect(configuration.runcmd).toEqual([["/bin/bash", "/usr/local/lib/gateway/gateway_start.sh"]]);
    expect(configuration.manage_etc_hosts).toBe("localhost");
    expect(text).not.toMatch(/SharedAccess|ConnectionString|AccountKey|PRIVATE KEY-----\\n/);
    expect(machineFile(configuration, "/etc/gateway/identity.env")).toBe(
      `AZURE_TOKEN_CREDENTIALS=prod\nAZURE_CLIENT_ID=${CLIENT_ID}\n`,
    );
  });

  test("sends what has changed to machines that run, by the same text", () => {
    const { settings } = (scaleSetIn(stack).extension as { settings: string }[])[0];
    const [, script = ""] = /^\{"script":"(.*)"\}$/.exec(settings)!; // Terraform's function makes it base64
    const [before, after = ""] = decodedCustomData(script).split("<<'END OF CONFIGURATION'\n");
    expect(before).toMatch(
      /^#!\/bin\/sh\ncloud-init status --wait >\/dev\/null\nexec \/usr\/bin\/python3 -c '[^']+' $/,
    );
    expect(after).toBe(`${customDataIn(stack)}END OF CONFIGURATION\n`);
  });
});

test("a gateway is public only when that is asked for by name", () => {
  const stack = stackUnderTest();
  const gateway = gatewayIn(stack, { frontend: GatewayFrontend.publicAddress() });
  const { azurerm_public_ip } = template(stack).resource!;
  const [key] = Object.entries(azurerm_public_ip).find(([, { name }]) => name === "retail-gateway-lb-pip")!;
  expect(azurerm_public_ip[key]).toMatchObject({
    allocation_method: "Static",
    sku: "Standard",
    zones: ["1", "2", "3"],
  });
  expect(resources(stack, "azurerm_lb")[0].frontend_ip_configuration).toEqual([
    { name: "gateway", public_ip_address_id: `\${azurerm_public_ip.${key}.id}` },
  ]);
  expect(resolved(stack, gateway.address)).toBe(`\${azurerm_public_ip.${key}.ip_address}`);
});

test("a gateway in two zones is found in every zone: an address lies in one or in all", () => {
  const stack = stackUnderTest();
  gatewayIn(stack, { zones: ["1", "2"] });
  expect(scaleSetIn(stack).zones).toEqual(["1", "2"]);
  expect(resources(stack, "azurerm_lb")[0].frontend_ip_configuration).toMatchObject([{ zones: ["1", "2", "3"] }]);
});

test.each<[string, Partial<RelayGatewayProps>]>([
  ["retail-gateway-lb", {}],
  ["retail-gateway-lb", { zones: ["1", "2"] }],
  ["retail-gateway-regional-lb", { zones: [] }],
  ["retail-gateway-public-lb", { frontend: GatewayFrontend.publicAddress() }],
  ["retail-gateway-public-regional-lb", { frontend: GatewayFrontend.publicAddress(), zones: [] }],
])("%s is another balancer: %j cannot become of it in place, and its machines are made anew with it", (name, props) => {
  const stack = stackUnderTest();
  gatewayIn(stack, props);
  expect(resources(stack, "azurerm_lb").map((balancer) => balancer.name)).toEqual([name]);
  const [pool] = Object.keys(template(stack).resource!.azurerm_lb_backend_address_pool);
  expect(scaleSetIn(stack).lifecycle).toEqual({
    ignore_changes: ["instances"],
    replace_triggered_by: [`azurerm_lb_backend_address_pool.${pool}`],
  });
});

test("a gateway in a subnet of somebody else's makes no network and no way out", () => {
  const stack = stackUnderTest();
  const gateway = gatewayIn(stack, {
    network: GatewayNetwork.subnet(SUBNET_ID),
    frontend: GatewayFrontend.internal("10.50.0.9"),
    zones: [],
  });
  expect(gateway.subnetId).toBe(SUBNET_ID);
  expect(madeIn(stack).filter((made) => /network|subnet|nat|public/.test(made))).toEqual([
    "azurerm_network_security_group retail-gateway-nsg",
  ]);
  expect(resources(stack, "azurerm_lb")[0].frontend_ip_configuration).toEqual([
    {
      name: "gateway",
      private_ip_address: "10.50.0.9",
      private_ip_address_allocation: "Static",
      subnet_id: SUBNET_ID,
    },
  ]);
  expect(scaleSetIn(stack)).not.toHaveProperty("zones");
});

test("nginx stands before every port, azbridge behind it on the loopback, and a certificate's secret within reach", () => {
  const stack = stackUnderTest();
  gatewayIn(stack, {
    ports: PortPlan.gateway([{ forward: warehouse }, { forward: plant, publicPort: 20000 }]),
    idleTimeout: Duration.minutes(10),
    silenceTimeout: Duration.hours(2),
    mutualTls: {
      forwards: [warehouse],
      clientCaCertificate: CLIENT_CA,
      vault: certificateVaultIn(stack),
      certificateSecretName: "gateway",
    },
  });
  const configuration = configurationIn(stack);
  const { GatewayPorts, LocalForward } = JSON.parse(machineFile(configuration, "/etc/gateway/azbridge.yml")) as {
    GatewayPorts: string;
    LocalForward: Record<string, string>[];
  };
  expect(GatewayPorts).toBe("no");
  expect(LocalForward.map(({ PortName, BindPort }) => [PortName, BindPort])).toEqual([
    ["warehouse", 20001], // 20000 is a client's
    ["plant", 20001],
  ]);
  const [warehouseAt, plantAt] = LocalForward.map(({ BindAddress }) => BindAddress);
  const front = machineFile(configuration, "/etc/gateway/front.conf").split("\n");
  const certified = machineFile(configuration, "/etc/gateway/certified.conf").split("\n");
  expect(front).toContain(`server { listen 0.0.0.0:20000; proxy_pass ${plantAt}:20001; }`);
  expect(certified).toContain(`server { listen 0.0.0.0:1433 ssl; proxy_pass ${warehouseAt}:20001; }`);
  expect([...front, ...certified].filter((line) => line.includes("0.0.0.0:"))).toHaveLength(2);
  const wanted = [
    "load_module /usr/lib/nginx/modules/ngx_stream_module.so;",
    "proxy_half_close on;",
    "proxy_timeout 7200s;",
  ];
  const bounds = ["worker_rlimit_nofile 65536;", "worker_connections 32768;", "worker_shutdown_timeout 86400s;"];
  for (const said of [...wanted, ...bounds]) expect(front.join("\n")).toContain(said);
  for (const said of ["ssl_protocols TLSv1.2 TLSv1.3;", "ssl_verify_client on;", "ssl_verify_depth 9;"])
    expect(certified).toContain(said);
  expect(front.join("\n")).not.toMatch(/http|keepalive/);
  expect(machineFile(configuration, "/etc/gateway/clients.pem")).toBe(CLIENT_CA);
  expect(machineFile(configuration, "/etc/gateway/settings.sh").split("\n")[2]).toBe(
    'CERTIFICATE_URL="https://contoso-certs-kv.vault.azure.net/secrets/gateway"',
  );
  const health = JSON.parse(machineFile(configuration, "/etc/gateway/health.json")) as Record<string, unknown>;
  expect(health.front).toEqual({
    address: "127.0.0.2",
    port: 20001,
    digest: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
  expect(health.forwards).toEqual({
    warehouse: { protocol: "sql-server", publicPort: 1433, certified: true },
    plant: { protocol: "postgresql", publicPort: 20000 },
  });
  const readable = resources(stack, "azurerm_role_assignment").flatMap(({ role_definition_name, scope }) =>
    role_definition_name === "Key Vault Secrets User" ? (scope as string).split("/").slice(-4) : [],
  );
  expect(readable).toEqual(["vaults", "contoso-certs-kv", "secrets", "gateway"]);
});

describe("a machine's own ports", () => {
  const files = (given: Partial<RelayGatewayProps>) => {
    const stack = stackUnderTest();
    return filesOfGateway(stack, given);
  };
  const senders = (given: Forward[]) => {
    const { LocalForward } = JSON.parse(files({ ports: portsOf(...given) })["/etc/gateway/azbridge.yml"]) as {
      LocalForward: { PortName: string; BindAddress: string }[];
    };
    return Object.fromEntries(LocalForward.map(({ PortName, BindAddress }) => [PortName, BindAddress]));
  };
  const digest = (given: Partial<RelayGatewayProps>) =>
    /return "(\w+)"/.exec(files(given)["/etc/gateway/front.conf"])![1];

  test("stay a forward's own, whatever else comes and goes: no port leads to another service while that changes", () => {
    const both = senders([plant, warehouse]);
    expect(senders([warehouse])).toEqual({ warehouse: both.warehouse });
    expect(new Set(Object.values(both)).size).toBe(2);
  });

  test("differ among as many forwards as one gateway takes", () => {
    const many = Array.from({ length: 300 }, (_, index) => {
      const name = `service-${index}`;
      return new Forward(name, { host: `${name}.retail.example`, port: 9000 + index, protocol: Protocol.TLS });
    });
    const addresses = Object.values(senders(many));
    expect(new Set(addresses).size).toBe(300);
    for (const address of addresses) expect(address).toMatch(/^127\.(6[4-9]|[7-9]\d|1[0-8]\d|19[01])\.\d+\.\d+$/);
  });

  test("are known by a digest that follows all of the front's files", () => {
    const vault = certificateVaultIn(stackUnderTest());
    const mutualTls = { clientCaCertificate: CLIENT_CA, vault, certificateSecretName: "gateway" };
    const digests = [
      digest({}),
      digest({ silenceTimeout: Duration.hours(1) }),
      digest({ mutualTls }),
      digest({ mutualTls: { ...mutualTls, clientCaCertificate: OTHER_CLIENT_CA } }),
    ];
    expect(new Set(digests).size).toBe(4);
    expect(digest({})).toBe(digests[0]);
  });
});

test("scales by connections where that is asked for", () => {
  const stack = stackUnderTest();
  gatewayIn(stack, { scaling: GatewayScaling.onConnections(2000, { minimum: 6 }) });
  const [{ capacity, rule }] = resources(stack, "azurerm_monitor_autoscale_setting")[0].profile as [
    { capacity: object; rule: { metric_trigger: Record<string, unknown> }[] },
  ];
  expect(capacity).toEqual({ default: 6, minimum: 6, maximum: 6 });
  expect(rule.map(({ metric_trigger: { metric_name, threshold } }) => [metric_name, threshold])).toEqual([
    ["Inbound Flows", 2000],
    ["Inbound Flows", 800],
  ]);
  expect(scaleSetIn(stack).instances).toBe(6);
});

test("SSH opens for the given networks and the given key alone", () => {
  const stack = stackUnderTest();
  const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO operator";
  gatewayIn(stack, { ssh: { publicKey, allowedSources: ["10.20.255.0/27"] } });
  expect(scaleSetIn(stack).admin_ssh_key).toEqual([{ username: "gateway", public_key: publicKey }]);
  expect(machineFile(configurationIn(stack), "/etc/gateway/settings.sh")).toMatch(/^SSH=yes$/m);
  const [{ security_rule }] = resources(stack, "azurerm_network_security_group") as [
    { security_rule: Record<string, unknown>[] },
  ];
  expect(security_rule.find(({ destination_port_range }) => destination_port_range === "22")).toMatchObject({
    access: "Allow",
    source_address_prefixes: ["10.20.255.0/27"],
  });
});
