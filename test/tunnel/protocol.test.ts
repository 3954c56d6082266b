import { Protocol } from "../../lib";

describe("Protocol", () => {
  test.each([
    [Protocol.SQL_SERVER, "sql-server", "PRELOGIN"],
    [Protocol.POSTGRESQL, "postgresql", "GSSENCRequest"],
    [Protocol.MYSQL, "mysql", "refusal of a login"],
    [Protocol.TLS, "tls", "ClientHello"],
    [Protocol.HTTP, "http", "HEAD request"],
  ])("%p is proven by its own answer", ({ protocolName, proof }, name, answer) => {
    expect(protocolName).toBe(name);
    expect(proof).toContain(answer);
  });
});
