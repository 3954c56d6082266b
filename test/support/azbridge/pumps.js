"use strict";

/** How long an end that has failed goes on reading what the other one still sends. */
const CLOSE_SECONDS = 60;

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
  let gone = false;
  tunnel.on("half-close", () => {
    if (ended) return;
    ended = true;
    changed();
    sink?.end();
  });
  tunnel.on("close", () => {
    ended = gone = true;
    changed();
    sink?.broken(); // unless both directions are over
  });
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
      if (ended && !gone) to.end();
      if (gone) to.broken();
    },
  };
}

/**
 * azbridge's two pumps: `out` from the TCP socket to the tunnel, `in` the other way. Each ends with its source, whose end
 * it hands on, or fails. Only an `in` that fails stops the other one: an `out` that fails, as when the socket is reset,
 * leaves `in` waiting for the tunnel's next word, without a limit. When both are over the tunnel is closed.
 *
 * @param abandon what becomes of the socket when the tunnel breaks.
 * @returns whether the socket made them fail; when both are over.
 */
function pump(tunnel, input, socket, abandon) {
  const running = new Set(["in", "out"]);
  let failed = false;
  return new Promise((resolve) => {
    const end = (which) => {
      if (!running.delete(which) || running.size > 0) return;
      close(tunnel);
      resolve(failed);
    };
    const fail = (...which) => {
      failed ||= which.some((each) => running.has(each));
      tunnel.resume(); // what still comes is read, and lost
      which.forEach(end);
    };
    const broken = () => {
      if (running.size === 0) return;
      running.clear();
      abandon(socket);
      resolve(false);
    };
    socket.on("data", (data) => {
      if (!tunnel.push(data, () => socket.resume())) socket.pause();
    });
    socket.on("end", () => {
      tunnel.shutdown();
      end("out");
    });
    socket.on("close", (withError) => withError && fail("out"));
    input.drainTo({
      data: (data) => {
        if (!running.has("in")) return;
        if (socket.destroyed) fail("in", "out");
        else if (!socket.write(data, (error) => error && fail("in", "out"))) {
          tunnel.pause();
          socket.once("drain", () => tunnel.resume());
        }
      },
      end: () => {
        if (socket.destroyed) fail("in", "out");
        else {
          socket.end();
          end("in");
        }
      },
      broken,
    });
    socket.resume();
  });
}

/** Says that this side has no more to say, and reads to the end of the other, for a minute at most. */
function close(tunnel) {
  if (tunnel.readyState === tunnel.CLOSED) return;
  tunnel.shutdown();
  const timer = setTimeout(() => tunnel.terminate(), CLOSE_SECONDS * 1000);
  tunnel.once("close", () => clearTimeout(timer));
}

module.exports = { pump, reader };
