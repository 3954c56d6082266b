import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Token } from "cdktf";
import * as fc from "fast-check";
import {
  Azbridge,
  Duration,
  Forward,
  GatewayFrontend,
  GatewayNetwork,
  GatewayPackage,
  GatewayScaling,
  PortPlan,
  Protocol,
  RelayGatewayProps,
} from "../../lib";
import { PACKED_BYTES } from "../../lib/gateway/limits";
import { configurationViolations } from "../../lib/gateway/gateway-rules";
import { addressPrefixes, sourceViolations } from "../../lib/gateway/sources";
import { CloudConfig } from "../../lib/gateway/cloud-config";
import { CLIENT, CLIENT_CA, EXPIRED_CA, OTHER_CLIENT_CA } from "../support/certificates";
import { GROUP_ID, warningsOf } from "../support/azure";
import { PACKAGE_BLOB, SHA256, certificateVaultIn, filesOfGateway, gatewayIn, packageIn } from "../support/gateway";
import { plant, warehouse } from "../support/job";
import { refusalOf, rulesOf } from "../support/plan";
import { stackUnderTest } from "../support/stack";

const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO operator";

/** The ids of the rules that refuse such a gateway. */
function refused(given: Partial<RelayGatewayProps>): string[] {
  try {
    gatewayIn(stackUnderTest(), given);
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/^[^\n]*?: \[([^\]]+)\]/gm)].map(([, id]) => id);
  }
}

describe("the private address of a gateway", () => {
  const at = (address: string, network = GatewayNetwork.own("10.40.0.64/26")) =>
    refused({ frontend: GatewayFrontend.internal(address), network });
  const somebodys = GatewayNetwork.subnet(
    `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/gateway`,
  );

  test.each(["10.40.0.68", "10.40.0.126"])("may be one of its own subnet: %s", (address) => {
    expect(at(address)).toEqual([]);
  });

  test.each([
    "10.40.0.64",
    "10.40.0.67",
    "10.40.0.127",
    "10.40.0.63",
    "10.40.0.128",
    "10.41.0.70",
    "10.40.0",
    "10.40.0.70/26",
    "gateway.example",
    "",
  ])("fails if Azure cannot give it: %p", (address) => {
    expect(at(address)).toEqual(["gateway/private-address"]);
  });

  test("may be any of a subnet that somebody else owns, or known later", () => {
    expect(at("192.168.7.4", somebodys)).toEqual([]);
    expect(at("192.168.7", somebodys)).toEqual(["gateway/private-address"]);
    expect(at(Token.asString({ resolve: () => "10.40.0.70" }))).toEqual([]);
  });
});

describe("who may reach a gateway", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));

  test("addresses and ranges of eight bits and more pass as they are, shorter ones are everybody", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (host, prefix) => {
        const bits = host
          .split(".")
          .map((part) => Number(part).toString(2).padStart(8, "0"))
          .join("");
        const network = bits
          .slice(0, prefix)
          .padEnd(32, "0")
          .match(/.{8}/g)!
          .map((part) => parseInt(part, 2));
        const range = `${network.join(".")}/${prefix}`;
        const other = `${host}/${prefix}`;
        expect(sourceViolations("allowedSources", [host], false)).toEqual([]);
        expect(sourceViolations("allowedSources", [range], false)).toHaveLength(prefix < 8 ? 1 : 0);
        expect(sourceViolations("allowedSources", [range], true)).toEqual([]);
        const expected = prefix < 8 || other === range ? [] : [expect.stringContaining(` Here: ${range}.`)];
        expect(sourceViolations("allowedSources", [other], true)).toEqual(expected);
        expect(addressPrefixes([range, host, other])).toEqual([range, host, range]);
      }),
      { numRuns: 200 },
    );
  });

  test.each(["0.0.0.0/0", "*", "Internet", "any", "::/0"])("%s is refused unless it is accepted by name", (source) => {
    expect(refused({ allowedSources: [source] })).toEqual(["gateway/any-source"]);
    expect(refused({ allowedSources: [source], acceptAnySource: true })).toEqual([]);
    expect(addressPrefixes([source])).toEqual(["0.0.0.0/0"]);
  });

  test.each([
    [[]],
    [["10.20.0.1/16"]],
    [["10.20.0.0/33"]],
    [["10.20.0"]],
    [["VirtualNetwork"]],
    [["10.0.0.0/8/8"]],
    [["10.20.0.0/-1"]],
  ])("fails if it is nobody, or no IPv4 range: %j", (allowedSources) => {
    expect(refused({ allowedSources })).toEqual(["gateway/allowed-sources"]);
  });

  test("fails if SSH is open to everybody, whatever the ports are", () => {
    const ssh = { publicKey: PUBLIC_KEY, allowedSources: ["0.0.0.0/0"] };
    expect(refused({ ssh, acceptAnySource: true })).toEqual(["gateway/any-source"]);
    expect(refused({ ssh: { ...ssh, allowedSources: ["10.20.255.0/27"] } })).toEqual([]);
  });
});

const GUIDE = join(__dirname, "../../docs/guides/relay-gateway.md");

describe("what runs", () => {
  test.each([
    [{ minimum: 2, maximum: 2 }, []],
    [{ minimum: 100, maximum: 100 }, []],
    [{ minimum: 1 }, ["gateway/instances"]],
    [{ minimum: 2.5 }, ["gateway/instances"]],
    [{ maximum: 101 }, ["gateway/instances"]],
    [{ minimum: 5, maximum: 4 }, ["gateway/instances"]],
  ])("%j machines", (instances, rules) => {
    expect(refused({ scaling: GatewayScaling.onCpu(instances) })).toEqual(rules);
  });

  test.each([
    [GatewayScaling.onCpu({}, 10), []],
    [GatewayScaling.onCpu({}, 95), []],
    [GatewayScaling.onCpu({}, 9), ["gateway/scaling-threshold"]],
    [GatewayScaling.onCpu({}, 96), ["gateway/scaling-threshold"]],
    [GatewayScaling.onConnections(10), []],
    [GatewayScaling.onConnections(9), ["gateway/scaling-threshold"]],
    [GatewayScaling.onConnections(100_001), ["gateway/scaling-threshold"]],
  ])("a threshold of %j", (scaling, rules) => {
    expect(refused({ scaling })).toEqual(rules);
  });

  test.each([
    [[], []],
    [["1", "3"], []],
    [["2"], ["gateway/zones"]],
    [["1", "1"], ["gateway/zones"]],
    [["1", "4"], ["gateway/zones"]],
  ])("in the zones %j", (zones, rules) => {
    expect(refused({ zones })).toEqual(rules);
  });

  test.each([
    [{ idleTimeout: Duration.minutes(4) }, []],
    [{ idleTimeout: Duration.minutes(3) }, ["gateway/timing"]],
    [{ idleTimeout: Duration.minutes(100) }, []],
    [{ idleTimeout: Duration.minutes(101) }, ["gateway/timing"]],
    [{ silenceTimeout: Duration.minutes(1) }, []],
    [{ silenceTimeout: Duration.days(7) }, []],
    [{ silenceTimeout: Duration.seconds(59) }, ["gateway/timing"]],
    [{ silenceTimeout: Duration.days(8) }, ["gateway/timing"]],
    [{ idleTimeout: Duration.seconds(250) }, ["gateway/timing"]],
    [{ proofInterval: Duration.seconds(1) }, []],
    [{ proofInterval: Duration.minutes(5) }, []],
    [{ proofInterval: Duration.milliseconds(900) }, ["gateway/timing"]],
    [{ proofInterval: Duration.minutes(6) }, ["gateway/timing"]],
  ])("at times such as %j", (given, rules) => {
    expect(refused(given)).toEqual(rules);
  });

  test.each([
    [PUBLIC_KEY, []],
    ["ssh-rsa AAAAB3NzaC1yc2E=", []],
    ["ecdsa-sha2-nistp256 AAAA", ["gateway/ssh-key"]],
    ["-----BEGIN OPENSSH PRIVATE KEY-----", ["gateway/ssh-key"]],
  ])("with the key %s", (publicKey, rules) => {
    expect(refused({ ssh: { publicKey, allowedSources: ["10.20.255.0/27"] } })).toEqual(rules);
  });

  test("shows nobody a private key that it refuses", () => {
    const ssh = { publicKey: "-----BEGIN OPENSSH PRIVATE KEY----- c2VjcmV0", allowedSources: ["10.20.255.0/27"] };
    expect(refusalOf(() => gatewayIn(stackUnderTest(), { ssh }))).not.toContain("c2VjcmV0");
  });
});

describe("ports", () => {
  test.each([
    [8077, true, ["gateway/port-taken"]],
    [22, true, ["gateway/port-taken"]],
    [53, false, ["gateway/port-taken"]],
    [22, false, []],
    [8076, true, []],
  ])("public port %d, with SSH %s", (publicPort, open, rules) => {
    const ssh = open ? { publicKey: PUBLIC_KEY, allowedSources: ["10.20.255.0/27"] } : undefined;
    expect(refused({ ports: PortPlan.gateway([{ forward: warehouse, publicPort }]), ssh })).toEqual(rules);
  });

  test("fails if there is none, or none that clients elsewhere reach", () => {
    expect(refused({ ports: PortPlan.gateway([]) })).toEqual(["gateway/port-plan"]);
    expect(refused({ ports: PortPlan.sidecar([warehouse, plant]) })).toEqual([
      "gateway/port-plan",
      "gateway/port-plan",
    ]);
  });

  test("fails if machines cannot be told of all", () => {
    expect(configurationViolations({ isKnown: true, bytes: PACKED_BYTES }, 100)).toEqual([]);
    expect(configurationViolations({ isKnown: true, bytes: PACKED_BYTES + 1 }, 100)).toHaveLength(1);
  });

  test("can be told of as many forwards as the guide says, which is all that a network interface takes", () => {
    const [, most, used] = /at most (\d+) \(`tunnel\/rules-per-interface`\).*some (\d+) KB/s.exec(
      readFileSync(GUIDE, "utf8"),
    )!;
    const many = Array.from({ length: Number(most) }, (_, index) => {
      const name = `service-${index}`;
      return {
        forward: new Forward(name, { host: `${name}.retail.example`, port: 9000 + index, protocol: Protocol.TLS }),
      };
    });
    const [first] = many;
    expect(() => PortPlan.gateway([...many, { forward: first.forward, publicPort: 8000 }])).toThrow();
    const files = filesOfGateway(stackUnderTest(), { ports: PortPlan.gateway(many) });
    expect(Math.round(new CloudConfig(files, "").bytes / 1000)).toBe(Number(used));
  });
});

describe("mutual TLS", () => {
  const asked = (given: Partial<NonNullable<RelayGatewayProps["mutualTls"]>>) => {
    const stack = stackUnderTest();
    const mutualTls = {
      clientCaCertificate: CLIENT_CA,
      vault: certificateVaultIn(stack),
      certificateSecretName: "gateway",
      ...given,
    };
    return () => gatewayIn(stack, { mutualTls });
  };

  const KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

  test.each([
    ["a path", "/etc/ssl/clients.pem", "20 characters without a certificate"],
    ["nothing", "", "0 characters without a certificate"],
    ["what is no certificate", CLIENT_CA.replace(/MII[\s\S]{200}/, "MIIB"), "block 1, which is no certificate"],
    ["a client's certificate", CLIENT_CA + CLIENT, 'block 2, "CN=pos-17", which is no authority\'s'],
    ["a key", CLIENT_CA + KEY, "block 2, which is no certificate"],
    ["a half", CLIENT_CA + OTHER_CLIENT_CA.slice(0, 300), "a block without its end"],
    ["a token", Token.asString({ resolve: () => CLIENT_CA }), "a text that is known only after apply"],
  ])("fails if the authority is %s, of which it shows nothing", (_, clientCaCertificate, given) => {
    expect(rulesOf(asked({ clientCaCertificate }))).toEqual(["gateway/client-ca"]);
    const said = refusalOf(asked({ clientCaCertificate }));
    expect(said).toContain(`given ${given}.`);
    expect(said).not.toMatch(/MII|c2VjcmV0/);
  });

  test("takes several authorities, with words between them, and warns of one that has expired", () => {
    const warned = (clientCaCertificate: string) => {
      const stack = stackUnderTest();
      const vault = certificateVaultIn(stack);
      return warningsOf(
        gatewayIn(stack, { mutualTls: { vault, certificateSecretName: "gateway", clientCaCertificate } }),
      );
    };
    expect(warned(`one\n${CLIENT_CA}two\n${OTHER_CLIENT_CA}`)).toEqual([]);
    expect(warned(CLIENT_CA + EXPIRED_CA)).toEqual([
      expect.stringMatching(
        /client-ca-expired\] given "CN=clients of yesterday", which has expired: Jan {2}1 .* 2021 GMT\./,
      ),
    ]);
  });

  test("fails if a forward is not exposed", () => {
    expect(asked({})).not.toThrow();
    expect(rulesOf(asked({ forwards: [plant] }))).toEqual(["gateway/mutual-tls-forward"]);
    expect(rulesOf(asked({ forwards: [] }))).toEqual(["gateway/mutual-tls-forward"]);
  });
});

describe("the package", () => {
  test.each([
    [PACKAGE_BLOB, SHA256, 0],
    [`azbridge/${Azbridge.VERSION}~rel+1.deb`, SHA256, 0],
    ["azbridge.rpm", SHA256, 1],
    ['a"b.deb', SHA256, 1],
    ["$(reboot).deb", SHA256, 1],
    ["azbridge.deb", SHA256.toUpperCase(), 0],
    ["azbridge.deb", SHA256.slice(1), 1],
    ["azbridge.deb", Token.asString({ resolve: () => SHA256 }), 1],
  ])("%s with the digest %s", (name, digest, violations) => {
    const { container } = packageIn(stackUnderTest());
    const program = () => GatewayPackage.fromBlob(container, name, digest);
    if (violations === 0) {
      expect(program().url).toBe(`https://contosoretail.blob.core.windows.net/packages/${name}`);
      expect(program().sha256).toBe(SHA256);
    } else {
      expect(rulesOf(program)).toEqual(["gateway/package"]);
    }
  });
});

test.each([
  ["10.40.0.0/16", true],
  ["10.40.0.0/28", true],
  ["10.40.0.0/15", false],
  ["10.40.0.0/29", false],
  ["10.40.0.0", false],
  ["10.40.0.64/26", true],
  ["10.40.0.5/26", false],
  ["10.40.1.0/16", false],
  ["fd00::/64", false],
])("a network of its own in %s", (addressSpace, holds) => {
  const program = () => GatewayNetwork.own(addressSpace);
  if (holds) {
    expect(program).not.toThrow();
  } else {
    expect(rulesOf(program)).toEqual(["gateway/address-space"]);
  }
});

test("fails if a subnet is no resource ID", () => {
  expect(rulesOf(() => GatewayNetwork.subnet("gateway"))).toEqual(["core/resource-id"]);
});
