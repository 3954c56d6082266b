"use strict";
const dns = require("node:dns/promises");
const { once } = require("node:events");
const net = require("node:net");
const { Fault, cancelled, systemWords } = require("./faults.js");
const { pump, reader } = require("./pumps.js");
const { dial, hybridConnection } = require("./relay-client.js");

/** Preamble of version 1.0, stream mode: sent with the port's name, then repeated by the listener. */
const VERSION = Buffer.from([1, 0, 0]);

/** The local port opens without the relay; each connection is accepted before the relay is dialled. */
async function openSender(configuration, forward, binding) {
  if (binding.BindPort === undefined) return; // binds nothing, silently
  const target = hybridConnection(configuration, forward);
  try {
    await listen(configuration, target, binding);
  } catch (error) {
    const exception = new Fault(error.type ?? "System.Net.Sockets.SocketException", systemWords(error));
    configuration.log("ERROR", "LocalForwardBridgeStartFailure", { localForward: target.uri, exception });
    throw exception;
  }
}

async function listen(configuration, target, binding) {
  if (binding.BindAddress === undefined)
    throw new Fault("System.ArgumentNullException", "Value cannot be null. (Parameter 'hostNameOrAddress')");
  const portName = Buffer.from(binding.PortName ?? String(binding.BindPort));
  const addresses = await dns.lookup(binding.BindAddress, { all: true });
  const { address } = addresses[Math.floor(Math.random() * addresses.length)];
  const localEndpoint = `${address}:${binding.BindPort}`;
  const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on("error", () => client.destroy());
    connect(configuration, { ...target, localEndpoint }, portName, client).catch((exception) => {
      client.destroy();
      configuration.log("INFO", "LocalForwardBridgeConnectionFailed", { bridgeActivity: localEndpoint, exception });
    });
  });
  server.listen({ host: address, port: binding.BindPort });
  await once(server, "listening");
  configuration.log("INFO", "LocalForwardListenerStart", { localEndpoint });
}

async function connect({ log }, target, portName, client) {
  const tunnel = await dial(target, "connect");
  const input = reader(tunnel);
  // The name goes out whole, its length in one byte: the listener takes what is beyond 255 bytes for the client's.
  tunnel.push(Buffer.concat([VERSION, Buffer.from([portName.length % 256])]), () => undefined);
  tunnel.push(portName, () => undefined);
  const reply = await input.read(VERSION.length);
  if (!reply.equals(VERSION)) {
    tunnel.shutdown();
    client.destroy();
    return;
  }
  const info = { bridgeActivity: target.uri, localEndpoint: target.localEndpoint };
  log("INFO", "LocalForwardBridgeConnectionStart", info);
  const failed = await pump(tunnel, input, client, (socket) => socket.resetAndDestroy());
  if (failed) log("INFO", "LocalForwardBridgeConnectionStop", info);
  else throw cancelled(); // the clean ones too
}

module.exports = { VERSION, openSender };
