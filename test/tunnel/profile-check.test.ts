import * as fc from "fast-check";
import { PortPlan } from "../../lib";
import { listenerProfile } from "../../lib/tunnel/listener-profile";
import { profileViolations } from "../../lib/tunnel/profile-check";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { forwardTo } from "../support/plan";

const forwards = [forwardTo(), forwardTo({ port: 1434 }, "archive")];
const access = { relayHostName: "contoso-retail.servicebus.windows.net" };
const sender = senderProfile(PortPlan.sidecar(forwards).ports, access);
const listener = listenerProfile(forwards, access);
const remote = (...entries: object[]) => ({ RemoteForward: entries });
const local = (...entries: object[]) => ({ LocalForward: entries });
const WAREHOUSE = { RelayName: "warehouse", PortName: "warehouse", Host: "sql01.retail.example", HostPort: 1433 };
const CALL = { RelayName: "warehouse", PortName: "warehouse", BindAddress: "127.0.10.1", BindPort: 1433 };

/** What the violations say was given, by their rules. */
const given = (profiles: Parameters<typeof profileViolations>[0]) =>
  profileViolations(profiles).map((violation) =>
    /^\[tunnel\/([^\]]+)\] given (.*?)\. [A-Za-z]/.exec(violation)!.slice(1),
  );

describe("the check of profiles", () => {
  test("passes what comes from one plan: any number of listeners and of senders, each with some of the forwards", () => {
    const part = senderProfile(PortPlan.sidecar([forwards[1]]).ports, access);
    const gateway = senderProfile(PortPlan.gateway([{ forward: forwards[0], publicPort: 14330 }]).ports, access);
    expect(profileViolations({ sender, part, gateway, listener, another: listener })).toEqual([]);
    expect(profileViolations({})).toEqual([]);
    expect(profileViolations({ listener })).toEqual([]);
  });

  test("fails if a sender asks where nobody listens", () => {
    expect(given({ sender, listener: listenerProfile([forwards[0]], access) })).toEqual([
      ["ends-agree", 'PortName "archive" for "archive" in sender, for which nobody listens'],
    ]);
  });

  test("fails if a listener exposes another port name, in another case too; hybrid connections have no case", () => {
    const calling = { sender: local({ ...CALL, RelayName: "Warehouse" }) };
    expect(given({ ...calling, listener: remote(WAREHOUSE) })).toEqual([]);
    expect(given({ ...calling, listener: remote({ ...WAREHOUSE, PortName: "Warehouse" }) })).toEqual([
      ["ends-agree", 'PortName "warehouse" for "Warehouse" in sender, while listener exposes "Warehouse"'],
    ]);
  });

  test("fails if one of two listeners leads elsewhere, or exposes a port that the other does not", () => {
    const elsewhere = remote({ ...WAREHOUSE, HostPort: 1434 });
    expect(given({ one: remote(WAREHOUSE), other: elsewhere })).toEqual([
      [
        "same-ports",
        '"warehouse" to sql01.retail.example:1434 in other, and "warehouse" to sql01.retail.example:1433 in one, for "warehouse"',
      ],
    ]);
    const { RelayName, ...first } = WAREHOUSE;
    const more = remote({ RelayName, Bindings: [first, { ...first, PortName: "browser", HostPort: 1434 }] });
    expect(given({ one: remote(WAREHOUSE), more })).toEqual([["same-ports", expect.stringContaining('"browser" to')]]);
  });

  test("reads Bindings and flat keys alike, and fails if a forward has both", () => {
    const { RelayName, ...keys } = WAREHOUSE;
    const bound = remote({ RelayName, ConnectionString: "Endpoint=sb://relay/", Bindings: [keys] });
    expect(given({ sender: local(CALL), listener: bound, other: remote(WAREHOUSE) })).toEqual([]);
    expect(given({ listener: remote({ RelayName, HostPort: 1433, Bindings: [keys] }) })).toEqual([
      ["flat-or-bindings", 'HostPort beside Bindings for "warehouse" in listener'],
    ]);
  });

  test.each([
    [undefined, "no PortName"],
    [1433, 'PortName "1433"'],
    ["1433", 'PortName "1433"'],
  ])("fails if the port name is %p, even where both ends say so", (PortName, what) => {
    const both = { sender: local({ ...CALL, PortName }), listener: remote({ ...WAREHOUSE, PortName }) };
    expect(given(both)).toEqual([
      ["explicit-port-name", `${what} for "warehouse" in sender`],
      ["explicit-port-name", `${what} for "warehouse" in listener`],
    ]);
  });

  test("finds every single edit of a name, a host or a port in a listener's profile", () => {
    const key = fc.constantFrom("RelayName", "PortName", "Host", "HostPort");
    const edit = fc.tuple(fc.integer({ min: 0, max: 1 }), key, fc.constantFrom("x", "y1", "Z-9"));
    fc.assert(
      fc.property(edit, ([index, changed, value]) => {
        const entries = (listener.RemoteForward as object[]).map((entry, at) =>
          at === index ? { ...entry, [changed]: value } : entry,
        );
        const edited = { ...listener, RemoteForward: entries };
        const found = [...profileViolations({ sender, edited }), ...profileViolations({ listener, edited })];
        expect(found).not.toEqual([]);
      }),
    );
  });
});
