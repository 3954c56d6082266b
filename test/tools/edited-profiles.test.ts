import { listenerProfile } from "../../lib/tunnel/listener-profile";
import { Profile } from "../../lib/tunnel/profile-check";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { editViolations } from "../../tools/edited-profiles";
import { smallPlan } from "../support/small-plan";

const { retail, munich } = smallPlan();
const [development, production] = retail.hubPlans;
const [listening] = munich.listenerPlans.filter(({ hub }) => hub === production);

/** The listener's profile as it stands on site, with its connection strings. */
const onSite = (rule = "listen") =>
  listenerProfile(listening.forwards, {
    relayHostName: listening.relayHostName,
    connectionStrings: Object.fromEntries(
      listening.forwards.map(({ name }) => [
        name,
        `Endpoint=sb://${listening.relayHostName}/;SharedAccessKeyName=${rule};SharedAccessKey=c2VjcmV0;EntityPath=${name}`,
      ]),
    ),
  });
const edited = (from: string, to: string) => JSON.parse(JSON.stringify(onSite()).replace(from, to)) as Profile;

describe("the check of edited profiles", () => {
  test("passes what the plan makes: by key or by identity, either end, any hub", () => {
    const profiles = {
      "listener.yml": onSite(),
      "other.yml": listenerProfile(development.forwards, { relayHostName: development.relayHostName }),
      "sender.yml": senderProfile(production.portPlan.ports, { relayHostName: production.relayHostName }),
    };
    expect(editViolations(profiles, retail.hubPlans)).toEqual([]);
  });

  test.each([
    ['"PortName":"archive"', '"PortName":"db"', ["tunnel/ends-agree", "tunnel/same-ports"]],
    ['"HostPort":1434', '"HostPort":1435', ["tunnel/same-ports"]],
    ['"Host":"sql01.retail.example"', '"Host":"sql02.retail.example"', ["tunnel/same-ports"]],
    ['"PortName":"archive",', "", ["tunnel/explicit-port-name", "tunnel/ends-agree", "tunnel/same-ports"]],
  ])("finds %s made %p, by the file's name, and shows no key", (from, to, rules) => {
    const violations = editViolations({ "listener.yml": edited(from, to) }, retail.hubPlans);
    expect(violations.map((violation) => /^\[([^\]]+)\]/.exec(violation)?.[1])).toEqual(rules);
    violations.forEach((violation) => {
      expect(violation).toContain("listener.yml");
      expect(violation).not.toContain("c2VjcmV0");
    });
  });

  test.each([
    [
      "another namespace",
      edited("-production-", "-staging-"),
      /names .* and .*, not one Relay namespace of the plan\. It must name one of: /,
    ],
    [
      "two namespaces",
      { ...onSite(), AzureRelayEndpoint: `sb://${development.relayHostName}/` },
      /names contoso-retail-production-relay\S+ and contoso-retail-development-relay\S+, not one Relay namespace of the plan\./,
    ],
    [
      "none",
      { RemoteForward: [] },
      /^listener\.yml: names no Relay namespace; a kit's profile does once its keys are in it\. It must name one of: contoso-retail-dev/,
    ],
    ["none, being empty", null, /names no Relay namespace/],
  ])("finds a profile that reaches %s", (_, profile, message) => {
    expect(editViolations({ "listener.yml": profile as Profile }, retail.hubPlans)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});
