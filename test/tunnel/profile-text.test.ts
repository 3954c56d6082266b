import * as fc from "fast-check";
import { Forward, PortPlan, Protocol } from "../../lib";
import { listenerProfile } from "../../lib/tunnel/listener-profile";
import { profileText } from "../../lib/tunnel/profile-text";
import { senderProfile } from "../../lib/tunnel/sender-profile";

const forwards = [1, 2, 3].map(
  (number) =>
    new Forward(`forward-${number}`, {
      host: `sql0${number}.example`,
      port: 1430 + number,
      bindAddress: `127.0.10.${number}`,
      protocol: Protocol.SQL_SERVER,
    }),
);
const access = {
  relayHostName: "contoso-retail-relay.servicebus.windows.net",
  connectionStrings: Object.fromEntries(forwards.map(({ name }) => [name, `Endpoint=sb://x/;SharedAccessKey=${name}`])),
};

test.each([
  ["sender", senderProfile(PortPlan.gateway(forwards.map((forward) => ({ forward }))).ports, access)],
  ["listener", listenerProfile(forwards, access)],
])(
  "of a %s no line holds more than one value, so that none that azbridge prints shows a key of another",
  (_, profile) => {
    const lines = profileText(profile).trimEnd().split("\n");
    expect(lines.filter((line) => (line.match(/": /g) ?? []).length > 1)).toEqual([]);
    expect(lines.filter((line) => line.includes("SharedAccessKey"))).toHaveLength(forwards.length);
  },
);

test("reads as what was written, whatever the values", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (profile) => {
      expect(JSON.parse(profileText(profile))).toEqual(profile);
    }),
  );
});
