import { ForwardProps, Site, Tier } from "../../lib";
import { listenerProfile } from "../../lib/tunnel/listener-profile";
import { Profile, profileViolations } from "../../lib/tunnel/profile-check";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { inBothTiers, subsidiaryUnderTest } from "../support/plan";

/** Both ends of everything that a plan with this forward has, for one hub. */
function bothEnds(props: Partial<ForwardProps>, name = "warehouse") {
  const retail = subsidiaryUnderTest();
  const munich: Site = retail.addSite("munich");
  munich.addForward(name, inBothTiers(props));
  munich.addForward("plant", inBothTiers({ host: "pg01.retail.example", port: 5432, bindAddress: "127.0.10.2" }));
  const hub = retail.hubFor(Tier.PRODUCTION);
  const access = { relayHostName: hub.relayHostName };
  const [listeners] = munich.listenerPlans.filter(({ tier }) => tier === Tier.PRODUCTION);
  return {
    sender: senderProfile(retail.addDomain("erp").plans[2].portPlan.ports, access),
    listener: listenerProfile(listeners.forwards, access),
  };
}

/** The lines that differ between two profiles, as they are written. */
function diff(before: Profile, after: Profile): string[] {
  const lines = (profile: Profile) => JSON.stringify(profile, null, 1).split("\n");
  const [old, fresh] = [lines(before), lines(after)];
  return old.flatMap((line, index) => (line === fresh[index] ? [] : [`${line.trim()} → ${fresh[index].trim()}`]));
}

describe("a forward that changes in the plan", () => {
  test.each([
    [
      "port",
      bothEnds({ port: 14330 }),
      { sender: ['"BindPort": 1433, → "BindPort": 14330,'], listener: ['"HostPort": 1433, → "HostPort": 14330,'] },
    ],
    [
      "host",
      bothEnds({ host: "sql09.retail.example" }),
      {
        sender: ['"HostName": "sql01.retail.example", → "HostName": "sql09.retail.example",'],
        listener: ['"Host": "sql01.retail.example", → "Host": "sql09.retail.example",'],
      },
    ],
    [
      "name",
      bothEnds({}, "dwh"),
      {
        sender: ['"RelayName": "warehouse", → "RelayName": "dwh",', '"PortName": "warehouse" → "PortName": "dwh"'],
        listener: ['"RelayName": "warehouse", → "RelayName": "dwh",', '"PortName": "warehouse" → "PortName": "dwh"'],
      },
    ],
  ])("changes both ends in one diff, and nothing else: its %s", (_, after, lines) => {
    const before = bothEnds({});
    expect(profileViolations(before)).toEqual([]);
    expect(profileViolations(after)).toEqual([]);
    expect({ sender: diff(before.sender, after.sender), listener: diff(before.listener, after.listener) }).toEqual(
      lines,
    );
  });

  test("leaves the loopback address to the sender, which alone knows it", () => {
    const [before, after] = [bothEnds({}), bothEnds({ bindAddress: "127.0.10.9" })];
    expect(diff(before.sender, after.sender)).toEqual(['"BindAddress": "127.0.10.1", → "BindAddress": "127.0.10.9",']);
    expect(after.listener).toEqual(before.listener);
  });

  test("is found where only one end was brought up to date", () => {
    const [before, after] = [bothEnds({}), bothEnds({}, "dwh")];
    expect(profileViolations({ sender: after.sender, listener: before.listener })).toEqual([
      expect.stringContaining(
        '[tunnel/ends-agree] given PortName "dwh" for "dwh" in sender, for which nobody listens.',
      ),
    ]);
  });
});
