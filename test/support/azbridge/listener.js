"use strict";
const { once } = require("node:events");
const net = require("node:net");
const { setTimeout: sleep } = require("node:timers/promises");
const { Fault } = require("./faults.js");
const { pump, reader } = require("./pumps.js");
const { dial, hybridConnection } = require("./relay-client.js");
const { VERSION } = require("./sender.js");

const RECONNECT_SECONDS = [0, 1, 2, 5, 10, 30];

/** How many milliseconds a second takes until it tries again, where a test plays the clock. */
const SECOND = Number(process.env.PLAYED_SECOND ?? 1000);

/** Opens the control channel; without it at start it fails, later it comes back until it gets a 404. */
async function openListener(configuration, forward) {
  const target = hybridConnection(configuration, forward);
  const say = (severity, event, more) =>
    configuration.log(severity, event, { hybridConnectionUri: target.uri, ...more });
  try {
    await listen(configuration, target, portsOf(forward), say);
  } catch (exception) {
    say("ERROR", "RemoteForwardBridgeStartFailure", { exception });
    throw exception instanceof Fault && exception.type.startsWith("Microsoft.Azure.Relay")
      ? new Error(`One or more errors occurred. (${exception.message})`)
      : exception;
  }
}

function portsOf({ Bindings }) {
  const ports = new Map();
  for (const { PortName, Host, HostPort } of Bindings) {
    if (HostPort === undefined) continue;
    const key = PortName ?? String(HostPort);
    if (ports.has(key))
      throw new Fault("System.ArgumentException", `An item with the same key has already been added. Key: ${key}`);
    ports.set(key, { host: Host, port: HostPort });
  }
  return ports;
}

async function listen(configuration, target, ports, say) {
  const onChannel = (channel) =>
    channel.on("message", (data) => {
      const { accept } = JSON.parse(data.toString());
      // Neither a rendezvous nor a target that fails leaves a word.
      if (accept !== undefined) serve(target, accept, ports).catch(() => undefined);
    });
  const open = async () => {
    const channel = await dial(target, "listen", undefined, onChannel);
    say("INFO", "RemoteForwardBridgeOnline");
    const alive = setInterval(() => channel.pong(), configuration.KeepAliveInterval * 1000);
    channel.on("half-close", () => channel.shutdown());
    channel.on("close", () => {
      clearInterval(alive);
      void reopen();
    });
  };
  const reopen = async () => {
    for (let failures = 0; ; failures++) {
      say("INFO", "RemoteForwardBridgeConnecting"); // never with the reason
      await sleep(RECONNECT_SECONDS[Math.min(failures, RECONNECT_SECONDS.length - 1)] * SECOND);
      try {
        return await open();
      } catch (error) {
        if (error.status !== 404) continue;
        say("INFO", "RemoteForwardBridgeOffline"); // for good; the process lives on
        return undefined;
      }
    }
  };
  await open();
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
  } catch {
    return end();
  }
  return pump(tunnel, input, socket, (each) => each.destroy());
}

module.exports = { openListener };
