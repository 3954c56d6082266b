import { connectionStringViolations, relayEndpoint, relayHostName } from "../../lib/tunnel/profile-access";
import { forwardTo } from "../support/plan";

const forwards = [forwardTo(), forwardTo({ port: 1434 }, "archive")];

describe("the access of a profile", () => {
  test("reaches a namespace by its host name", () => {
    expect(relayHostName("contoso-retail")).toBe("contoso-retail.servicebus.windows.net");
    expect(relayEndpoint(relayHostName("contoso-retail"))).toBe("sb://contoso-retail.servicebus.windows.net/");
  });

  test("is complete when each forward has a connection string of its own, in any order", () => {
    expect(connectionStringViolations(forwards, ["archive", "warehouse"])).toEqual([]);
    expect(connectionStringViolations(forwards, ["warehouse", "archive"])).toEqual([]);
    expect(connectionStringViolations([], [])).toEqual([]);
  });

  test.each([
    [[], "nothing"],
    [["warehouse"], "warehouse"],
    [["archive", "plant", "warehouse"], "archive, plant, warehouse"],
    [["archive", "plant"], "archive, plant"],
    [["RootManageSharedAccessKey"], "RootManageSharedAccessKey"],
  ])("fails if there are connection strings for %p", (given, listed) => {
    expect(connectionStringViolations(forwards, given)).toEqual([
      expect.stringMatching(
        `^\\[tunnel/connection-string-per-forward\\] given connection strings for ${listed}\\. .* Forwards: archive, warehouse\\.$`,
      ),
    ]);
  });
});
