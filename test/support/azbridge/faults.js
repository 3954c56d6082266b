"use strict";
const { randomUUID } = require("node:crypto");

/** What glibc and .NET say where Node says it by a code. */
const SYSTEM_WORDS = {
  EADDRINUSE: "Address already in use",
  EADDRNOTAVAIL: "Cannot assign requested address",
  EAI_AGAIN: "Resource temporarily unavailable",
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EHOSTUNREACH: "No route to host",
  ENETUNREACH: "Network is unreachable",
  ENOTFOUND: "Name or service not known",
  EPIPE: "Broken pipe",
  ETIMEDOUT: "Connection timed out",
};

/** The Relay's answers that the SDK has an exception of its own for; any other is a RelayException. */
const ANSWERS = {
  401: "Microsoft.Azure.Relay.AuthorizationFailedException",
  404: "Microsoft.Azure.Relay.EndpointNotFoundException",
};

/** An error as .NET prints it: its type, its message, what it comes from. */
class Fault extends Error {
  constructor(type, message, { inner, status } = {}) {
    super(message);
    this.type = type;
    this.inner = inner;
    this.status = status;
  }

  toString() {
    return `${this.type}: ${this.message}${this.inner === undefined ? "" : ` ---> ${this.inner}`}`;
  }
}

function systemWords(error) {
  return SYSTEM_WORDS[error.code] ?? error.message;
}

/** @param certificate whether Node refused the relay's certificate, for which it has codes without a common mark. */
function unableToConnect(error, certificate = false) {
  const inner = certificate
    ? new Fault(
        "System.Security.Authentication.AuthenticationException",
        "The remote certificate is invalid because of errors in the certificate chain: PartialChain",
      )
    : new Fault("System.Net.Sockets.SocketException", systemWords(error));
  return new Fault("Microsoft.Azure.Relay.RelayException", "Unable to connect to the remote server", { inner });
}

function answered(status, description) {
  if (status === 504) return new Fault("System.TimeoutException", "GatewayTimeout", { status });
  const message = `${description}. TrackingId:${randomUUID()}`;
  return new Fault(ANSWERS[status] ?? "Microsoft.Azure.Relay.RelayException", message, { status });
}

/** How a task ends that was cancelled; azbridge's own way to end a connection, the clean ones too. */
function cancelled() {
  return new Fault("System.Threading.Tasks.TaskCanceledException", "A task was canceled.");
}

module.exports = { Fault, answered, cancelled, systemWords, unableToConnect };
