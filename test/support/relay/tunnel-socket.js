"use strict";
const { WebSocket } = require("ws");

/** How much may wait in a sender's memory before its source is paused. */
const HIGH_WATER = 256 * 1024;

/**
 * A WebSocket as Hybrid Connections use it: a close frame is a half-close, after which the other direction goes on.
 *
 * `ws` answers the peer's close frame at once, by its own `close()`; here that becomes the event `half-close`, and
 * `shutdown()` sends our close frame when our side has nothing more to say. Without deflate and subprotocol.
 */
class TunnelSocket extends WebSocket {
  close(...args) {
    if (this.readyState === WebSocket.CLOSING || this.readyState === WebSocket.CONNECTING) super.close(...args);
    this.emit("half-close");
  }

  shutdown() {
    if (this.readyState === WebSocket.OPEN) super.close(1000, "Shutdown");
  }

  /** Sends one binary frame; false when the source should pause until `resume` was called. */
  push(data, resume) {
    if (this.readyState !== WebSocket.OPEN) return true;
    this.send(data, { binary: true }, () => resume());
    return this.bufferedAmount < HIGH_WATER;
  }
}

/** What both ends of a tunnel have in common. A half-open tunnel stays open for as long as its ends wish. */
const tunnelOptions = { perMessageDeflate: false, closeTimeout: 2 ** 31 - 1, maxPayload: 0 };

module.exports = { TunnelSocket, tunnelOptions };
