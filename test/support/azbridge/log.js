"use strict";
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");

/** From the loudest fault to the smallest detail; QUIET says nothing. */
const LEVELS = ["QUIET", "FATAL", "ERROR", "INFO", "VERBOSE", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3"];

/** What cannot be kept silent is written at every log level. */
const ALWAYS = new Set(["RemoteForwardBridgeStartFailure"]);

const date = () => new Date().toISOString().replace(/^(\d+)-(\d+)-(\d+)T(.*)\..*$/, "$2/$3/$1 $4");

/** .NET's way to print an anonymous object. */
const record = (info) =>
  `{ ${Object.entries(info)
    .map(([key, value]) => `${key} = ${value}`)
    .join(", ")} }`;

/** azbridge's log on the console: two lines an event, errors on stderr, all others on stdout. */
function logger(logLevel) {
  const admits = (severity) => LEVELS.indexOf(severity) <= LEVELS.indexOf(logLevel);
  return (severity, event, info) => {
    if (!admits(severity) && !ALWAYS.has(event)) return;
    const head = severity === "ERROR" ? "fail" : "info";
    const text = `${head}: azbridge[0]\n      [${date()}], ${event}, ${randomUUID()}, ${record(info)}\n`;
    fs.writeSync(severity === "ERROR" ? 2 : 1, text);
  };
}

module.exports = { LEVELS, logger };
