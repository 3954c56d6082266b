"use strict";
const net = require("node:net");

/** Opens <address> <port> where it runs, and gives the open port to its parent. */
const [address, port] = process.argv.slice(2);
const server = net.createServer().listen(Number(port), address, () => {
  process.send("open", server, () => server.close());
});
