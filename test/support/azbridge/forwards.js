"use strict";
const dns = require("node:dns/promises");
const { once } = require("node:events");
const net = require("node:net");
const { setTimeout: sleep } = require("node:timers/promises");
const { dial } = require("./relay-client.js");

/** Preamble of version 1.0, stream mode: sent by the sender with its port's name, then repeated by the listener. */
const VERSION = Buffer.from([1, 0, 0]);
const RECONNECT_SECONDS = [0, 1, 2, 5, 10, 30];

/** `EntityPath` gives way to `RelayName`. */
function hybridConnection(configuration, forward) {
  return { relay: forward.ConnectionString ?? configuration.relay, entity: forward.RelayName };
}

/** The local port opens without the relay; each connection is accepted before the relay is dialled. */
async function openSender(configuration, forward, binding) {
  if (binding.BindPort === undefined) return; // binds nothing, silently
  if (binding.BindAddress === undefined) throw new Error("Value cannot be null. (Parameter 'hostNameOrAddress')");
  const target = hybridConnection(configuration, forward);
  const portName = Buffer.from(binding.PortName ?? String(binding.BindPort));
  const addresses = await dns.lookup(binding.BindAddress, { all: true });
  const { address } = addresses[Math.floor(Math.random() * addresses.length)];
  const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on("error", () => client.destroy());
    connect(target, portName, client).catch((error) => {
      configuration.log("ERROR", `LocalForwardBridgeConnectionFailed ${address}:${binding.BindPort}: ${error.message}`);
      client.destroy();
    });
  });
  server.listen({ host: address, port: binding.BindPort });
  await once(server, "listening");
  configuration.log("INFO", `LocalForwardListenerStart ${address}:${binding.BindPort}`);
}

async function connect(target, portName, client) {
  const tunnel = await dial(target, "connect");
  const input = reader(tunnel);
  tunnel.push(Buffer.concat([VERSION, Buffer.from([portName.length])]), () => undefined);
  tunnel.push(portName, () => undefined);
  const reply = await input.read(VERSION.length);
  if (!reply.equals(VERSION)) {
    tunnel.shutdown();
    throw new Error("the listener closed the connection or speaks another version");
  }
  pump(tunnel, input, client);
}

/** Opens the control channel; without it at start it fails, later it comes back until it gets a 404. */
async function openListener(configuration, forward) {
  const target = hybridConnection(configuration, forward);
  const ports = new Map();
  for (const { PortName, Host, HostPort } of forward.Bindings) {
    if (HostPort === undefined) continue;
    const key = PortName ?? String(HostPort);
    if (ports.has(key)) throw new Error(`An item with the same key has already been added. Key: ${key}`);
    ports.set(key, { host: Host, port: HostPort });
  }
  const where = `${target.relay.Endpoint.host}/${target.entity}`;
  const onChannel = (channel) =>
    channel.on("message", (data) => {
      const { accept } = JSON.parse(data.toString());
      if (accept === undefined) return;
      serve(target, accept, ports).catch((error) =>
        configuration.log("ERROR", `RemoteForward ${where}: ${error.message}`),
      );
    });
  const listen = async () => {
    const channel = await dial(target, "listen", undefined, onChannel);
    configuration.log("INFO", `RemoteForwardBridgeOnline ${where}`);
    const alive = setInterval(() => channel.pong(), configuration.KeepAliveInterval * 1000);
    channel.on("half-close", () => channel.shutdown());
    channel.on("close", () => {
      clearInterval(alive);
      configuration.log("INFO", `RemoteForwardBridgeOffline ${where}`);
      void reconnect();
    });
  };
  const reconnect = async () => {
    for (let failures = 0; ; failures++) {
      await sleep(RECONNECT_SECONDS[Math.min(failures, RECONNECT_SECONDS.length - 1)] * 1000);
      try {
        return await listen();
      } catch (error) {
        configuration.log("ERROR", `RemoteForwardBridgeConnecting ${where}: ${error.message}`);
        if (error.status === 404) return undefined; // for good; the process lives on
      }
    }
  };
  await listen();
}

/** The preamble is answered before the target is dialled. */
async function serve(target, accept, ports) {
  let input;
  const tunnel = await dial(target, "accept", accept.address, (socket) => (input = reader(socket)));
  const end = () => tunnel.shutdown();
  const version = await input.read(VERSION.length);
  if (version.length < VERSION.length) return end();
  if (!version.equals(VERSION)) {
    tunnel.push(Buffer.from([0, 0, 0]), () => undefined);
    return end();
  }
  const length = await input.read(1);
  const portName = (await input.read(length[0] ?? 0)).toString();
  // A number reaches the only forward, whatever that one's name.
  const port = ports.size === 1 && /^\s*[+-]?\d+\s*$/.test(portName) ? [...ports.values()][0] : ports.get(portName);
  if (port === undefined) return end();
  tunnel.push(VERSION, () => undefined);
  const socket = net.connect({ host: port.host, port: port.port, allowHalfOpen: true, noDelay: true });
  socket.on("error", () => socket.destroy());
  try {
    await once(socket, "connect");
  } catch (error) {
    end();
    throw error;
  }
  return pump(tunnel, input, socket);
}

/** The bytes of a tunnel: some at the start, then all that follow. */
function reader(tunnel) {
  let buffer = Buffer.alloc(0);
  let ended = false;
  let changed = () => undefined;
  let sink;
  tunnel.on("message", (data) => {
    if (sink !== undefined) return sink.data(data);
    buffer = Buffer.concat([buffer, data]);
    return changed();
  });
  const end = () => {
    if (ended) return;
    ended = true;
    if (sink === undefined) changed();
    else sink.end();
  };
  tunnel.on("half-close", end);
  tunnel.on("close", end);
  return {
    /** Fewer bytes when the peer has no more to say. */
    async read(count) {
      while (buffer.length < count && !ended) await new Promise((resolve) => (changed = resolve));
      const part = buffer.subarray(0, count);
      buffer = buffer.subarray(count);
      return part;
    },
    drainTo(to) {
      sink = to;
      if (buffer.length > 0) to.data(buffer);
      if (ended) to.end();
    },
  };
}

/** Both directions, each with its own end; when one breaks, both do. */
function pump(tunnel, input, socket) {
  input.drainTo({
    data: (data) => {
      if (!socket.destroyed && !socket.write(data)) {
        tunnel.pause();
        socket.once("drain", () => tunnel.resume());
      }
    },
    end: () => socket.end(),
  });
  socket.on("data", (data) => {
    if (!tunnel.push(data, () => socket.resume())) socket.pause();
  });
  socket.on("end", () => tunnel.shutdown());
  socket.on("close", (broken) => {
    if (broken) tunnel.terminate();
  });
  tunnel.on("close", (code) => {
    if (code === 1006) socket.destroy();
  });
  if (tunnel.readyState === tunnel.CLOSED) socket.destroy();
  socket.resume();
}

module.exports = { openListener, openSender };
