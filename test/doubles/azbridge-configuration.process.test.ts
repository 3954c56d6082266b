import * as fs from "node:fs";
import { Forward } from "../../lib/tunnel/forward";
import { PortPlan } from "../../lib/tunnel/port-plan";
import { Protocol } from "../../lib/tunnel/protocol";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import type { Azbridge } from "../support/azbridge/azbridge-process";
import { ADDRESS, seen, sender, start, stopAll } from "./azbridge-under-test";
import { eventually, freePort, knock } from "./tcp";

afterEach(stopAll);

describe("azbridge double: its configuration", () => {
  const local = (more: Record<string, unknown>) => ({
    AzureRelayEndpoint: "sb://localhost:9/",
    LocalForward: [{ RelayName: "w", BindAddress: ADDRESS, BindPort: 5432, PortName: "w", ...more }],
  });
  const remote = (more: Record<string, unknown>) => ({
    AzureRelayEndpoint: "sb://localhost:9/",
    RemoteForward: [{ RelayName: "w", Host: "pg01", HostPort: 5432, PortName: "w", ...more }],
  });
  const connectionString = (text: string) => ({ ...local({ ConnectionString: text }), AzureRelayEndpoint: undefined });

  const refused: [what: string, profile: unknown, message: string][] = [
    ["an unknown key", { ...local({}), Forwards: [] }, "Unknown configuration attribute: Forwards"],
    ["a key in camel case", { ...local({}), logLevel: "INFO" }, "Unknown configuration attribute: logLevel"],
    ["an unknown key of a forward", local({ Protocol: "tcp" }), "Unknown configuration attribute: Protocol"],
    ["a listener's key at a sender", local({ HostPort: 1 }), "Unknown configuration attribute: HostPort"],
    ["a sender's key at a listener", remote({ BindPort: 1 }), "Unknown configuration attribute: BindPort"],
    ["an unknown key of a binding", local({ Bindings: [{ Port: 1 }] }), "Unknown configuration attribute: Port"],
    ["flat keys beside Bindings", local({ Bindings: [{ BindPort: 1 }] }), "LocalForward w: flat keys beside Bindings"],
    ["flat keys beside Bindings at a listener", remote({ Bindings: [] }), "RemoteForward w: flat keys beside Bindings"],
    ["a relay name with a blank", local({ RelayName: "a b" }), "Invalid RelayName value: a b."],
    ["a port name with a colon", local({ PortName: "a:1" }), "Invalid PortName value: a:1."],
    ["port 0", local({ BindPort: 0 }), "Invalid BindPort value: 0. Must be in the range 1..65535."],
    ["port 65536", remote({ HostPort: 65536 }), "Invalid HostPort value: 65536."],
    ["a port that is no number", local({ BindPort: "db" }), "Invalid BindPort value: db."],
    ["a foreign bind address", local({ BindAddress: "192.0.2.1" }), "Invalid -b/BindAddress value: 192.0.2.1."],
    ["no bind address", local({ BindAddress: undefined }), "Value cannot be null. (Parameter 'hostNameOrAddress')"],
    ["an address as host name", local({ HostName: "10.0.0.1" }), "Invalid HostName value: 10.0.0.1."],
    ["an unknown log level", { ...local({}), LogLevel: "LOUD" }, "Invalid LogLevel value LOUD."],
    ["a switch that is none", { ...local({}), GatewayPorts: "maybe" }, "Invalid value for GatewayPorts: maybe"],
    [
      "a key that is not base64",
      { ...local({}), AzureRelaySharedAccessKey: "a!" },
      "AzureRelaySharedAccessKey value: a!",
    ],
    ["a text where a list belongs", { ...local({}), RemoteForward: "w" }, "RemoteForward is no list"],
    ["no forward", { AzureRelayEndpoint: "sb://localhost/" }, "You must specify at least one -L or -T forwarder."],
    ["no endpoint", { ...local({}), AzureRelayEndpoint: undefined }, "Connection string(s) undefined;"],
    ["text that is no YAML", "a: [", "profile.yml: "],
    [
      "an unknown key in a connection string, and prints the string",
      connectionString("Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0;Colour=red"),
      "SharedAccessKey=c2VjcmV0;Colour=red",
    ],
    [
      "a connection string without endpoint, and prints it",
      connectionString("SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0"),
      "SharedAccessKey=c2VjcmV0",
    ],
    [
      "two ports of one name",
      {
        ...remote({}),
        RemoteForward: [
          { RelayName: "w", Bindings: [1, 2].map((HostPort) => ({ Host: "pg01", HostPort, PortName: "w" })) },
        ],
      },
      "An item with the same key has already been added. Key: w",
    ],
  ];
  describe("refused", () => {
    const all = new Map<unknown, Azbridge>();
    beforeAll(async () => {
      for (const [, profile] of refused) all.set(profile, start(profile));
      await Promise.all([...all.values()].map(({ ended }) => ended));
    });

    seen("prints the whole line of a value that it refuses: of a profile in one line, its keys too", async () => {
      const wrong = {
        ...local({ BindPort: 0 }),
        AzureRelaySharedAccessKeyName: "n",
        AzureRelaySharedAccessKey: "c2VjcmV0",
      };
      const inOneLine = start(wrong);
      expect(await inOneLine.ended).toBe(0);
      expect(inOneLine.stdout).toContain('"AzureRelaySharedAccessKey":"c2VjcmV0"');
      const lines = start(JSON.stringify(wrong, undefined, 2));
      expect(await lines.ended).toBe(0);
      expect(lines.stdout).toMatch(
        /Invalid value at 7, 19: +"BindPort": 0, \(message: Invalid BindPort value: 0\. Must be in the range 1\.\.65535\.\)\n$/,
      );
      expect(lines.stdout).not.toContain("c2VjcmV0");
    });

    it.each(refused)("ends with 0 and a message on %s", async (_, profile, message) => {
      const azbridge = all.get(profile)!;
      expect(await azbridge.ended).toBe(0);
      expect(azbridge.stdout).toContain(message);
      expect(azbridge.stdout).not.toContain("Press Ctrl+C to stop.");
    });
  });

  it("ends with 0 when the file is not there", async () => {
    const azbridge = start({}, { within: ["sh", "-c", `exec "$1" -f /nowhere.yml`, "sh"] });
    expect(await azbridge.ended).toBe(0);
    expect(azbridge.stdout).toBe("The config file was not found: /nowhere.yml\n");
  });

  seen("takes a forward without a RelayName, and a port name of more than 255 bytes", async () => {
    for (const more of [{ RelayName: undefined }, { PortName: "a".repeat(256) }])
      await start((await sender(more)).profile).up();
  });

  it.each([
    [
      "YAML",
      (port: number) =>
        `# senders\nAzureRelayEndpoint: sb://localhost:9/\nLocalForward:\n- RelayName: retail/w.1-a_b\n  BindAddress: ${ADDRESS}\n  BindPort: "${port}"\n  PortName: "'w/1'"\n  HostName: db.example\n`,
    ],
    [
      "Bindings",
      (port: number) => ({
        AzureRelayEndpoint: "sb://localhost:9/",
        GatewayPorts: "no",
        ExitOnForwardFailure: "yes",
        KeepAliveInterval: 10,
        LocalForward: [{ RelayName: "w", Bindings: [{ BindAddress: ADDRESS, BindPort: port, PortName: "w" }] }],
      }),
    ],
    [
      "a connection string of the namespace",
      (port: number) => ({
        AzureRelayConnectionString:
          "Endpoint=sb://localhost:9/;SharedAccessKeyName=n;SharedAccessKey=a2V5;EntityPath=other;OperationTimeout=00:01:00",
        LocalForward: [{ RelayName: "w", BindAddress: ADDRESS, BindPort: port }],
      }),
    ],
    [
      "its parts",
      (port: number) => ({
        AzureRelayEndpoint: "sb://localhost:9/",
        AzureRelaySharedAccessKeyName: "n",
        AzureRelaySharedAccessKey: "a2V5",
        LocalForward: [{ RelayName: "w", BindAddress: ADDRESS, BindPort: port }],
      }),
    ],
  ])("reads %s", async (_, profile) => {
    const port = await freePort();
    await start(profile(port)).up();
    expect(await knock(port, ADDRESS)).toBe("accepted");
  });

  it("reads the profiles that this library makes", async () => {
    const forwards = await Promise.all(
      ["warehouse", "crm"].map(
        async (name) =>
          new Forward(name, {
            host: "db.retail.example",
            port: await freePort(),
            protocol: Protocol.POSTGRESQL,
            bindAddress: ADDRESS,
          }),
      ),
    );
    const strings = Object.fromEntries(
      forwards.map(({ name }) => [name, `Endpoint=sb://r.example/;SharedAccessKeyName=${name};SharedAccessKey=a2V5`]),
    );
    for (const connectionStrings of [undefined, strings]) {
      const azbridge = await start(
        senderProfile(PortPlan.sidecar(forwards).ports, { relayHostName: "r.example", connectionStrings }),
      ).up();
      for (const { port } of forwards) expect(await knock(port, ADDRESS)).toBe("accepted");
      await azbridge.stop();
    }
  });

  it("binds nothing, silently, without a BindPort", async () => {
    const { port, profile } = await sender({ BindPort: undefined });
    const azbridge = await start(profile).up();
    expect(azbridge.stdout + azbridge.stderr).toBe("Press Ctrl+C to stop.\n");
    expect(await knock(port, ADDRESS)).toBe("refused");
  });

  describe("beside other files", () => {
    /** Runs it where /etc holds these files too, and leaves this machine's alone. */
    const withEtc = (files: string) => [
      ...["unshare", "--mount", "sh", "-c"],
      `set -e; D=$(mktemp -d); mount -t tmpfs tmpfs $D; cp -a /etc/. $D; mount --bind $D /etc
       mkdir -p /etc/azbridge; ${files}; exec "$@"`,
      "sh",
    ];
    const write = (file: string, content: unknown) => `printf %s '${JSON.stringify(content)}' >${file}`;
    const machine = "/etc/azbridge/azbridge_config.machine.yml";

    it("merges the machine's file: scalars give way, forwards are added", async () => {
      const { port, profile } = await sender();
      const { port: other, profile: more } = await sender();
      const within = withEtc(write(machine, { ...more, LogLevel: "ERROR", AzureRelayEndpoint: "sb://other/" }));
      const azbridge = await start({ ...profile, LogLevel: "INFO" }, { within }).up();
      expect(await Promise.all([knock(port, ADDRESS), knock(other, ADDRESS)])).toEqual(["accepted", "accepted"]);
      expect(azbridge.stdout).toMatch(new RegExp(`LocalForwardListenerStart, .*${ADDRESS}:${other} `));
    });

    it("ends with 0 when the machine's file is wrong", async () => {
      const { profile } = await sender();
      const azbridge = start(profile, { within: withEtc(write(machine, { Loglevel: "INFO" })) });
      expect(await azbridge.ended).toBe(0);
      expect(azbridge.stdout).toContain(`${machine}: Unknown configuration attribute: Loglevel`);
    });

    it("reads $HOME/.azbridge/azbridge_config.yml without -f, and the service's file as a service, which says nothing", async () => {
      const { port, profile } = await sender();
      const { port: other, profile: more } = await sender();
      const files = `mkdir -p /etc/home/.azbridge; ${write("/etc/home/.azbridge/azbridge_config.yml", profile)}; ${write("/etc/azbridge/azbridge_config.svc.yml", more)}`;
      const within = [...withEtc(files), "sh", "-c", `exec "$0" --svc`];
      const azbridge = start({}, { within, environment: { HOME: "/etc/home" } });
      for (const each of [port, other])
        await eventually(() => fs.readFileSync("/proc/net/tcp", "utf8").includes(`:${hex(each)} `), "a local port");
      expect(azbridge.stdout).toBe("");
    });
  });

  seen("ends with 0 when its own host name does not resolve", async () => {
    const { profile } = await sender();
    const within = ["unshare", "--net", "--uts", "sh", "-c", `hostname aci-1.nowhere.invalid; exec "$@"`, "sh"];
    const azbridge = start(profile, { within });
    expect(await azbridge.ended).toBe(0);
    expect(azbridge.stdout).toMatch(/^(Name or service not known|Resource temporarily unavailable)\n$/);
  });

  seen("ends with 0 when a port is taken, and stays up when told so", async () => {
    const { profile } = await sender();
    await start(profile).up();
    const second = start(profile);
    expect(await second.ended).toBe(0);
    expect(second.stdout).toBe("Address already in use\n");
    const third = await start({ ...profile, ExitOnForwardFailure: false }).up();
    expect(third.stderr).toContain("Address already in use");
  });
});

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
