"use strict";
const fs = require("node:fs");
const { isIP } = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { LEVELS, logger } = require("./log.js");

const MACHINE_FILE = "/etc/azbridge/azbridge_config.machine.yml";
const SERVICE_FILE = "/etc/azbridge/azbridge_config.svc.yml";
const NAME = /^[0-9A-Za-z/_\-.]+$/;
const CONNECTION_STRING_KEYS = [
  ...["Endpoint", "SharedAccessKeyName", "SharedAccessKey", "EntityPath", "SharedAccessSignature"],
  ...["OperationTimeout", "Authentication"],
];

/** A value is to blame. */
class ConfigurationError extends Error {
  /** Keys and indices that lead to it, from the file's top. */
  place = [];
}

function refuse(message) {
  throw new ConfigurationError(message);
}

/** YamlDotNet reads a scalar as the property's type wants it, quoted or not; azbridge trims quotes inside a text. */
const text = (value, key) => {
  if (value !== null && typeof value === "object") refuse(`${key}: expected a scalar`);
  return value === null ? undefined : String(value).replace(/^['"]+|['"]+$/g, "");
};
const flag = (value, key) => {
  if (/^(true|y|yes|on)$/i.test(String(value))) return true;
  if (/^(false|n|no|off)$/i.test(String(value))) return false;
  return refuse(`Invalid value for ${key}: ${value}`);
};
const whole = (low, high) => (value, key) => {
  if (!/^-?\d+$/.test(String(value)) || Number(value) < low || Number(value) > high || Number(value) === 0)
    refuse(`Invalid ${key} value: ${value}. Must be in the range ${low}..${high}.`);
  return Number(value);
};
const name = (value, key) => {
  const trimmed = text(value, key);
  if (trimmed !== undefined && !NAME.test(trimmed))
    refuse(`Invalid ${key} value: ${trimmed}. Must be a valid name expression`);
  return trimmed;
};
const isHostName = (value) => isIP(value) === 0 && /^(?!-)[0-9A-Za-z_-]{1,63}(\.[0-9A-Za-z_-]{1,63})*\.?$/.test(value);
const dnsName = (value, key) => {
  const trimmed = text(value, key) ?? "";
  return isHostName(trimmed) ? trimmed : refuse(`Invalid ${key} value: ${trimmed}. Must be a valid DNS host name`);
};
const host = (value, key) => {
  const trimmed = text(value, key) ?? "";
  return isHostName(trimmed) || isIP(trimmed)
    ? trimmed
    : refuse(`Invalid ${key} value: ${trimmed}. Must be a valid host name`);
};
const bindAddress = (value, key) => {
  const trimmed = host(value, key);
  const local = Object.values(os.networkInterfaces()).flatMap((all) => all.map(({ address }) => address));
  const bindable =
    isIP(trimmed) === 0 || /^127\.|^0\.0\.0\.0$|^::1?$/.test(trimmed) || local.includes(trimmed) ? trimmed : undefined;
  return (
    bindable ??
    refuse(
      `Invalid -b/${key} value: ${trimmed}. Must be a valid IPv4, IPv6, or DNS host name expression bindable on the local host`,
    )
  );
};
const level = (value, key) => {
  const trimmed = (text(value, key) ?? "ERROR").toUpperCase();
  return LEVELS.includes(trimmed) ? trimmed : refuse(`Invalid ${key} value ${value}.`);
};
const endpoint = (value, key) => {
  const trimmed = text(value, key);
  try {
    return new URL(trimmed.replace(/^sb:/i, "https:"));
  } catch {
    return refuse(`Invalid -E/${key} value: ${trimmed}`);
  }
};
const base64 = (value, key) => {
  const trimmed = text(value, key);
  const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(trimmed);
  return valid ? trimmed : refuse(`Invalid -k/${key} value: ${trimmed}`);
};

/** azbridge prints a connection string that it refuses. */
const connectionString = (value, key) => {
  const trimmed = text(value, key);
  const relay = {};
  for (const part of trimmed.split(";").filter((each) => each !== "")) {
    const [, given, content] = /^\s*([^=]*?)\s*=(.*)$/s.exec(part) ?? [undefined, part, ""];
    const known = CONNECTION_STRING_KEYS.find((each) => each.toLowerCase() === given.toLowerCase());
    if (known === undefined) refuse(`Invalid ${key} value: '${given}' is not a key: ${trimmed}`);
    relay[known] = known === "Endpoint" ? endpoint(content, "Endpoint") : content;
  }
  if (relay.Endpoint === undefined) refuse(`Invalid ${key} value: Endpoint is missing: ${trimmed}`);
  return relay;
};

/** Notes where a value stands that is refused. */
function at(step, read) {
  try {
    return read();
  } catch (error) {
    error.place?.unshift(step);
    throw error;
  }
}

/** Reads an object with these keys and no others. */
const object = (schema, where) => (value) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) refuse(`Invalid value: ${where}`);
  const result = {};
  for (const [key, content] of Object.entries(value)) {
    if (!Object.hasOwn(schema, key)) throw new Error(`Unknown configuration attribute: ${key}`);
    result[key] = at(key, () => schema[key](content, key));
  }
  return result;
};
const list = (each) => (value, key) => {
  if (value === null) return [];
  return Array.isArray(value)
    ? value.map((content, index) => at(index, () => each(content)))
    : refuse(`Invalid value: ${key} is no list`);
};

/** Flat keys make one binding; `Bindings` make several; both together are refused here. */
const forward = (schema, where) => {
  const read = object(
    { RelayName: name, ConnectionString: connectionString, ...schema, Bindings: list(object(schema, where)) },
    where,
  );
  return (value) => {
    const { RelayName, ConnectionString, Bindings, ...flat } = read(value);
    if (Bindings !== undefined && Object.keys(flat).length > 0)
      throw new Error(`${where} ${RelayName}: flat keys beside Bindings`);
    return { RelayName, ConnectionString, Bindings: Bindings ?? [flat] };
  };
};

const FILE = {
  AzureRelayConnectionString: connectionString,
  AzureRelayEndpoint: endpoint,
  AzureRelaySharedAccessKeyName: text,
  AzureRelaySharedAccessKey: base64,
  LogLevel: level,
  ExitOnForwardFailure: flag,
  KeepAliveInterval: whole(0, 2 ** 31 - 1),
  GatewayPorts: flag,
  LocalForward: list(
    forward({ BindAddress: bindAddress, BindPort: whole(1, 65535), PortName: name, HostName: dnsName }, "LocalForward"),
  ),
  RemoteForward: list(forward({ Host: host, HostPort: whole(1, 65535), PortName: name }, "RemoteForward")),
};

function readFile(file) {
  if (!fs.existsSync(file)) return {};
  const content = fs.readFileSync(file, "utf8");
  try {
    return object(FILE, file)(parse(content) ?? {});
  } catch (error) {
    const printed = error.place?.length > 0 ? withItsLine(content, error) : error.message;
    throw new Error(`${file}: ${printed}`);
  }
}

/** azbridge prints the whole line of a value that it refuses: of a profile in one line, everything. */
function withItsLine(content, { place, message }) {
  const yaml = require("yaml");
  const lineCounter = new yaml.LineCounter();
  const node = yaml.parseDocument(content, { version: "1.1", lineCounter }).getIn(place, true);
  const { line, col } = lineCounter.linePos(node.range[0]);
  return `Invalid value at ${line}, ${col}: ${content.split("\n")[line - 1]} (message: ${message})`;
}

/** JSON is the usual case and starts faster. */
function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    return require("yaml").parse(content, { version: "1.1", strict: true, uniqueKeys: true });
  }
}

/** What one file says of the namespace: a connection string, or its parts. */
function relayOf(file) {
  return {
    ...file.AzureRelayConnectionString,
    ...(file.AzureRelayEndpoint && { Endpoint: file.AzureRelayEndpoint }),
    ...(file.AzureRelaySharedAccessKeyName && { SharedAccessKeyName: file.AzureRelaySharedAccessKeyName }),
    ...(file.AzureRelaySharedAccessKey && { SharedAccessKey: file.AzureRelaySharedAccessKey }),
  };
}

/** The machine's file, then the one given: scalars are replaced, forwards are added. */
function loadConfiguration({ file, service }) {
  if (file !== undefined && !fs.existsSync(file)) refuse(`The config file was not found: ${file}`);
  const home = path.join(process.env.HOME ?? "/", ".azbridge/azbridge_config.yml");
  const files = [MACHINE_FILE, ...(service ? [SERVICE_FILE] : []), file ?? home].map(readFile);
  const configuration = Object.assign({ LogLevel: "ERROR", KeepAliveInterval: 30 }, ...files);
  let relay = {};
  for (const each of files.map(relayOf)) relay = each.Endpoint === undefined ? { ...relay, ...each } : each;
  configuration.relay = relay;
  for (const key of ["LocalForward", "RemoteForward"]) configuration[key] = files.flatMap((each) => each[key] ?? []);
  const forwards = [...configuration.LocalForward, ...configuration.RemoteForward];
  if (relay.Endpoint === undefined && forwards.some(({ ConnectionString }) => ConnectionString === undefined))
    refuse("Connection string(s) undefined; -x/AzureRelayConnectionString. azbridge -h for help.");
  configuration.log = logger(configuration.LogLevel);
  return configuration;
}

module.exports = { loadConfiguration };
