import { DbtCommand, Forward, Protocol } from "../../lib";
import { textCases } from "./cases/text";
import { Platform } from "./world";

textCases(Platform.CONTAINER_GROUP);

describe("case 12: hostile text", () => {
  test.each([
    "sql01.retail.example;reboot",
    "$(reboot).example",
    "sql 01",
    "sql01\n127.0.0.1 evil",
    "sql'01",
    "sqlü01",
  ])("as a host name is refused at synth: %j", (host) => {
    expect(() => new Forward("x", { host, port: 1433, protocol: Protocol.SQL_SERVER })).toThrow("tunnel/host-name");
  });

  test("a selection of two lines is refused at synth", () => {
    expect(() => DbtCommand.run({ select: "a\nb" })).toThrow("dbt/command");
  });
});
