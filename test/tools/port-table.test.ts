import { Environment, Protocol, Tier } from "../../lib";
import { contoso } from "../../stacks/example-holding";
import { portRows, portTable } from "../../tools/port-table";
import { holdingUnderTest, inBothTiers, subsidiaryUnderTest } from "../support/plan";

describe("the table of ports", () => {
  test("says of every stack where each of its ports leads, in the order of the plan", () => {
    const holding = holdingUnderTest({ environments: [Environment.TEST, Environment.PROD] });
    const retail = subsidiaryUnderTest({}, holding);
    const warehouse = retail.addSite("munich").addForward("warehouse", inBothTiers());
    retail.addSite("hamburg").addForward("plant", {
      production: { host: "pg01.example", port: 5432 },
      protocol: Protocol.POSTGRESQL,
      bindAddress: "127.0.10.2",
    });
    retail.addDomain("erp");
    retail.addDomain("crm", { forwards: [warehouse], environments: [Environment.PROD] });
    retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: warehouse, publicPort: 14330 }] });
    expect(portTable(portRows(holding))).toEqual([
      "stack                      address          hybrid connection                           on-premises endpoint            site",
      "retail-test-erp            127.0.10.1:1433  contoso-retail-development-relay/warehouse  test-sql01.retail.example:1433  retail/munich",
      "retail-prod-erp            127.0.10.1:1433  contoso-retail-production-relay/warehouse   sql01.retail.example:1433       retail/munich",
      "retail-prod-erp            127.0.10.2:5432  contoso-retail-production-relay/plant       pg01.example:5432               retail/hamburg",
      "retail-prod-crm            127.0.10.1:1433  contoso-retail-production-relay/warehouse   sql01.retail.example:1433       retail/munich",
      "gateway-retail-production  0.0.0.0:14330    contoso-retail-production-relay/warehouse   sql01.retail.example:1433       retail/munich",
    ]);
  });

  test("has its titles where nothing is planned", () => {
    expect(portTable(portRows(holdingUnderTest()))).toEqual([
      "stack  address  hybrid connection  on-premises endpoint  site",
    ]);
  });

  test("has all that the example's stacks reach, and nothing else", () => {
    const senders = [
      ...contoso.domainPlans.flatMap((plan) => [
        { name: plan.stackName, forwards: plan.forwards },
        ...plan.jobs.map((job) => ({ name: `${plan.stackName} ${job.name}`, forwards: job.forwards })),
      ]),
      ...contoso.gatewayPlans.map(({ stackName: name, forwards }) => ({ name, forwards })),
    ];
    const reached = senders.flatMap(({ name, forwards }) =>
      forwards.map(({ host, port }) => `${name} ${host}:${port}`),
    );
    expect(portRows(contoso).map(({ stack, endpoint }) => `${stack} ${endpoint}`)).toEqual(reached);
    expect(reached.length).toBeGreaterThan(contoso.domainPlans.length);
  });
});
