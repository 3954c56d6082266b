import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Azure } from "../azure/azure";
import { providerSchema } from "../schema/provider-schema";
import { AzapiDouble } from "./azapi/azapi";
import { AzurermDouble } from "./azurerm/azurerm";
import { Deployer } from "./deployer";
import { ProviderDouble } from "./double";
import { Protocol } from "./protocol";
import { TimeDouble } from "./time";

/** Providers that listen for one Terraform. */
export interface Providers {
  /** What Terraform must find in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/** What a stack needs of its providers. */
export interface Needed {
  readonly providers: readonly string[];
  /** All that they say they know: Terraform would need long to read of every type. */
  readonly types: ReadonlySet<string>;
}

/** Who publishes a provider in Terraform's registry, where it is not HashiCorp. */
const PUBLISHERS: Readonly<Record<string, string>> = { azapi: "azure" };

/** Starts the providers for one deployer, on sockets of their own. */
export async function startProviders(azure: Azure, deployer: Deployer, needed: Needed): Promise<Providers> {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const servers = await Promise.all(
    needed.providers.map(async (name) => {
      const socket = join(folder, `${name}.sock`);
      const protocol = () =>
        new Protocol(providerSchema(name), doubleOf(name, azure, deployer), azure.world, needed.types);
      return { name, socket, close: await listen(protocol, socket) };
    }),
  );
  const reattach = servers.map(({ name, socket }) => [
    `${PUBLISHERS[name] ?? "hashicorp"}/${name}`,
    { Protocol: "grpc", ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: { Network: "unix", String: socket } },
  ]);
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(reattach)) },
    close: () => {
      servers.forEach(({ close }) => close());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function doubleOf(name: string, azure: Azure, deployer: Deployer): ProviderDouble {
  switch (name) {
    case "time":
      return new TimeDouble(azure.world, deployer.stackName);
    case "azapi":
      return new AzapiDouble(azure, deployer);
    default:
      return new AzurermDouble(providerSchema(name), azure, deployer);
  }
}

const SERVICE = loadPackageDefinition(
  loadSync(join(__dirname, "tfplugin5.proto"), { keepCase: true, longs: Number, enums: String, defaults: false }),
) as unknown as { tfplugin5: { Provider: { service: Record<string, never> } } };

/**
 * Terraform would start a process for each configuration of a provider, aliases included; here it is a connection each.
 * What is returned ends them all.
 */
async function listen(protocol: () => Protocol, socket: string): Promise<() => void> {
  const ends: (() => void)[] = [];
  const listener = createServer((connection) => {
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(SERVICE.tfplugin5.Provider.service, protocol().methods() as never);
    server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
    ends.push(() => {
      server.forceShutdown();
      connection.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(socket, resolve));
  return () => {
    listener.close();
    ends.forEach((end) => end());
  };
}
