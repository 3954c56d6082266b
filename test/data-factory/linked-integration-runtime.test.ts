import { TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  DataFactory,
  Duration,
  LinkedIntegrationRuntime,
  LinkedIntegrationRuntimeProps,
  ManagedIdentityCredential,
  RuntimeOwnership,
  SharedIntegrationRuntime,
  Tier,
  UserAssignedIdentity,
} from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, warningsOf } from "../support/azure";
import { partsOf } from "../support/data-factory/parts";
import { resources, stackUnderTest, template } from "../support/stack";

type Stack = ReturnType<typeof stackUnderTest>;

const RUNTIME_ID = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/hub-adf/integrationRuntimes/hub-ir`;
const RETAIL: RuntimeOwnership = { subsidiaryName: "retail", tier: Tier.PRODUCTION };

function sharedIn(stack: Stack, given: Partial<RuntimeOwnership> = {}, runtimeId = RUNTIME_ID) {
  return SharedIntegrationRuntime.fromResourceId(stack, "Shared", runtimeId, { ...RETAIL, ...given });
}

function factoryIn(stack: Stack): DataFactory {
  return new DataFactory(stack, "Factory", { ...PLACE, factoryName: "salesforce-adf" });
}

/** A valid link; what is given replaces what it has. */
function linkProps(stack: Stack, given: Partial<LinkedIntegrationRuntimeProps> = {}): LinkedIntegrationRuntimeProps {
  return {
    dataFactory: given.dataFactory ?? factoryIn(stack),
    sharedRuntime: given.sharedRuntime ?? sharedIn(stack),
    runtimeName: "salesforce-ir",
    domainName: "salesforce",
    ...RETAIL,
    ...given,
  };
}

describe("a linked runtime", () => {
  test("is made once its factory's identity is Contributor on the shared runtime alone and Azure has noticed", () => {
    // WHEN
    const stack = stackUnderTest();
    const linked = new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack));
    // THEN
    const { resource = {} } = template(stack);
    const [[role, assignment], ...otherRoles] = Object.entries(resource.azurerm_role_assignment);
    const [[sleep, wait], ...otherWaits] = Object.entries(resource.time_sleep);
    const [{ block: link }, ...otherLinks] = partsOf(stack, "integrationRuntimes");
    expect([...otherRoles, ...otherWaits, ...otherLinks]).toEqual([]);
    expect(assignment).toEqual({
      scope: RUNTIME_ID,
      role_definition_name: "Contributor",
      principal_id: expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.identity\[0\]\.principal_id\}$/),
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
    });
    expect(wait).toEqual({ create_duration: "600s", triggers: expect.any(Object) });
    expect(Object.values(wait.triggers as object)).toEqual([`\${azurerm_role_assignment.${role}.id}`]);
    expect(link).toMatchObject({
      name: linked.runtimeName,
      parent_id: expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.id\}$/),
      body: {
        properties: {
          type: "SelfHosted",
          typeProperties: { linkedInfo: { authorizationType: "RBAC", resourceId: RUNTIME_ID } },
        },
      },
      depends_on: [`time_sleep.${sleep}`],
    });
    expect(linked).toMatchObject({
      runtimeName: expect.stringMatching(/^salesforce-ir-[0-9a-v]{8}$/),
      sharedRuntime: stack.node.findChild("Shared"),
    });
  });

  test("waits for as long as it is told", () => {
    const stack = stackUnderTest();
    new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { propagation: Duration.minutes(3) }));
    expect(resources(stack, "time_sleep")).toMatchObject([{ create_duration: "180s" }]);
  });

  test("may be made in the stack that owns the shared runtime, or in another one, without a way back", () => {
    // GIVEN
    const app = Testing.app();
    const [hub, domain] = [stackUnderTest("hub", app), stackUnderTest("domain", app)];
    const dataFactory = new DataFactory(hub, "Factory", { ...PLACE, factoryName: "hub-adf" });
    const sharedRuntime = new SharedIntegrationRuntime(hub, "Runtime", {
      ...RETAIL,
      dataFactory,
      runtimeName: "hub-ir",
    });
    // WHEN
    new LinkedIntegrationRuntime(domain, "Linked", linkProps(domain, { sharedRuntime }));
    app.synth();
    // THEN
    expect(domain.dependencies).toEqual([hub]);
    expect(hub.dependencies).toEqual([]);
    expect(resources(hub, "azurerm_role_assignment")).toEqual([]);
  });

  test("may lie in a factory of somebody else", () => {
    const stack = stackUnderTest();
    const resourceId = `${GROUP_ID}/providers/Microsoft.DataFactory/factories/erp-adf`;
    const dataFactory = DataFactory.fromAttributes(stack, "Factory", { resourceId, principalId: PRINCIPAL_ID });
    new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { dataFactory }));
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([{ principal_id: PRINCIPAL_ID }]);
    expect(partsOf(stack, "integrationRuntimes")).toMatchObject([{ parent_id: resourceId }]);
  });

  test.each(["ir", "salesforce_ir", "r".repeat(64)])("fails if its name is %j", (runtimeName) => {
    const stack = stackUnderTest();
    expect(() => new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { runtimeName }))).toThrow(
      `Stack/Linked: [data-factory/runtime-name] given "${runtimeName}".`,
    );
  });
});

describe("the name of a link", () => {
  const nameOf = (given: Partial<LinkedIntegrationRuntimeProps>, runtimeId = RUNTIME_ID) => {
    const stack = stackUnderTest();
    const sharedRuntime = given.sharedRuntime ?? sharedIn(stack, {}, runtimeId);
    return new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { ...given, sharedRuntime })).runtimeName;
  };

  test("follows from what it leads to: the same for the same runtime, in any case, and another one for another", () => {
    const name = nameOf({});
    expect(nameOf({}, RUNTIME_ID.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"))).toBe(name);
    expect(nameOf({}, `${RUNTIME_ID}-2`)).not.toBe(name);
    expect(nameOf({}, RUNTIME_ID.replace("hub-rg", "other-rg"))).not.toBe(name);
  });

  test("is one that Azure takes, however long it begins", () => {
    const longest = nameOf({ runtimeName: "r".repeat(63) });
    expect(longest).toMatch(/^r{54}-[0-9a-v]{8}$/);
    expect(nameOf({ runtimeName: `${"r".repeat(53)}-rrrrrrrrr` })).toMatch(/^r{53}-[0-9a-v]{8}$/);
  });

  test("of a runtime that this tree makes is known too, and tells it from others", () => {
    const stack = stackUnderTest();
    const dataFactory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "hub-adf" });
    const names = ["hub-ir", "other-ir"].map((runtimeName) => {
      const scope = new Construct(stack, runtimeName);
      const sharedRuntime = new SharedIntegrationRuntime(scope, "Runtime", { ...RETAIL, dataFactory, runtimeName });
      return new LinkedIntegrationRuntime(scope, "Linked", {
        ...linkProps(stack, { dataFactory, sharedRuntime }),
        runtimeName: "link",
      }).runtimeName;
    });
    expect(names).toEqual([expect.stringMatching(/^link-\w{8}$/), expect.stringMatching(/^link-\w{8}$/)]);
    expect(names[0]).not.toBe(names[1]);
  });
});

describe("a link by a credential", () => {
  const identityId = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/salesforce-id`;
  const identityIn = (stack: Stack) =>
    UserAssignedIdentity.fromAttributes(stack, "Identity", { resourceId: identityId, principalId: PRINCIPAL_ID });

  test("gives the right to that identity, which the factory carries, and names the credential", () => {
    const stack = stackUnderTest();
    const identity = identityIn(stack);
    const dataFactory = new DataFactory(stack, "Factory", {
      ...PLACE,
      factoryName: "salesforce-adf",
      userAssignedIdentities: [identity],
    });
    const credential = new ManagedIdentityCredential(stack, "Credential", {
      dataFactory,
      credentialName: "link",
      identity,
    });
    new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { dataFactory, credential }));
    expect(resources(stack, "azurerm_data_factory")).toMatchObject([
      { identity: { type: "SystemAssigned, UserAssigned", identity_ids: [identityId] } },
    ]);
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([
      { scope: RUNTIME_ID, principal_id: PRINCIPAL_ID, role_definition_name: "Contributor" },
    ]);
    const [{ address, name, properties }] = partsOf(stack, "credentials");
    expect([name, properties]).toEqual([
      "link",
      { type: "ManagedIdentity", typeProperties: { resourceId: identityId } },
    ]);
    const [link] = partsOf(stack, "integrationRuntimes");
    expect(link.depends_on).toContain(address);
    expect(link.properties.typeProperties).toMatchObject({
      linkedInfo: { credential: { referenceName: "link", type: "CredentialReference" } },
    });
  });

  test("fails if the credential is another factory's", () => {
    const stack = stackUnderTest();
    const other = new DataFactory(stack, "Other", { ...PLACE, factoryName: "erp-adf" });
    const identity = identityIn(stack);
    const credential = new ManagedIdentityCredential(stack, "Credential", {
      dataFactory: other,
      credentialName: "link",
      identity,
    });
    expect(() => new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { credential }))).toThrow(
      "Stack/Linked: [data-factory/own-factory] given Stack/Credential of the factory erp-adf in salesforce-adf.",
    );
  });
});

describe("who may link", () => {
  const link = (given: Partial<LinkedIntegrationRuntimeProps>, shared: Partial<RuntimeOwnership> = {}) => {
    const stack = stackUnderTest();
    return new LinkedIntegrationRuntime(
      stack,
      "Linked",
      linkProps(stack, { ...given, sharedRuntime: sharedIn(stack, shared) }),
    );
  };

  test("fails if the runtime is another subsidiary's", () => {
    expect(() => link({ subsidiaryName: "energy" })).toThrow(
      "Stack/Linked: [link/own-subsidiary] given the runtime hub-ir of retail for a domain of energy.",
    );
  });

  test.each([
    [Tier.PRODUCTION, Tier.DEVELOPMENT],
    [Tier.DEVELOPMENT, Tier.PRODUCTION],
  ])("fails if the runtime is for %s and the domain in %s", (runtime, domain) => {
    expect(() => link({ tier: domain }, { tier: runtime })).toThrow(
      `Stack/Linked: [link/tier] given the ${runtime} runtime hub-ir for a domain in ${domain}.`,
    );
  });

  test("fails if the runtime is dedicated to another domain", () => {
    expect(() => link({}, { dedicatedTo: "erp" })).toThrow(
      "Stack/Linked: [link/dedicated] given the runtime hub-ir, dedicated to erp, for salesforce.",
    );
  });

  test("says everything that is wrong at once", () => {
    expect(() => link({ subsidiaryName: "energy", tier: Tier.DEVELOPMENT }, { dedicatedTo: "erp" })).toThrow(
      /^Stack\/Linked: \[link\/own-subsidiary\].*\nStack\/Linked: \[link\/tier\].*\nStack\/Linked: \[link\/dedicated\].*$/,
    );
  });

  test.each([
    [{ dedicatedTo: "salesforce" }, {}],
    [{ tier: Tier.DEVELOPMENT }, { tier: Tier.DEVELOPMENT }],
    [{ subsidiaryName: "energy" }, { subsidiaryName: "energy" }],
  ])("accepts the runtime %j for a domain of %j", (shared, given) => {
    expect(link(given, shared).sharedRuntime).toMatchObject(shared);
  });

  test.each(["subsidiaryName", "tier", "domainName"])("fails if the domain's %s is known after apply only", (what) => {
    const stack = stackUnderTest();
    const given = { [what]: new TerraformVariable(stack, "later", { type: "string" }).stringValue };
    expect(() => new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, given))).toThrow(
      new RegExp(`^Stack/Linked: \\[runtime/known-at-synth\\] given ${what}, known only after apply\\. [^\\n]*$`),
    );
  });
});

describe("links to one runtime", () => {
  /** As many links as asked for, each in a stack and by a construct of its own. */
  function links(count: number, app = Testing.app(), runtimeId = RUNTIME_ID) {
    return Array.from({ length: count }, (_, index) => {
      const name = `domain-${index}-${app.node.children.length}`;
      const stack = stackUnderTest(name, app);
      const sharedRuntime = sharedIn(stack, {}, runtimeId);
      return new LinkedIntegrationRuntime(stack, "Linked", linkProps(stack, { sharedRuntime, runtimeName: name }));
    });
  }

  test("are accepted up to 100 in one tree, with a warning from 80 on, and refused beyond", () => {
    const app = Testing.app();
    const warnings = links(100, app).map(warningsOf);
    expect(warnings.slice(0, 79).flat()).toEqual([]);
    expect(warnings.slice(79)).toEqual(
      Array.from({ length: 21 }, (_, index) => [
        expect.stringMatching(new RegExp(`^\\[ownership/runtime-links\\] given ${index + 80} links to hub-ir\\. `)),
      ]),
    );
    expect(() => links(1, app)).toThrow("[ownership/runtime-links] given 101 links to hub-ir.");
  });

  test("are counted by the runtime, in whichever case its ID is written, and in each tree anew", () => {
    const app = Testing.app();
    links(79, app);
    const [another] = links(1, app, `${RUNTIME_ID}-2`);
    const [inCapitals] = links(1, app, RUNTIME_ID.toUpperCase());
    const [elsewhere] = links(1);
    expect([another, elsewhere].map(warningsOf)).toEqual([[], []]);
    expect(warningsOf(inCapitals)).toEqual([expect.stringContaining("given 80 links to HUB-IR.")]);
  });

  test("to a runtime of this tree are counted too", () => {
    const stack = stackUnderTest();
    const dataFactory = factoryIn(stack);
    const sharedRuntime = new SharedIntegrationRuntime(stack, "Hub", { ...RETAIL, dataFactory, runtimeName: "hub-ir" });
    const made = Array.from({ length: 80 }, (_, index) => {
      const props = linkProps(stack, { dataFactory, sharedRuntime, runtimeName: `linked-${index}` });
      return new LinkedIntegrationRuntime(stack, `L${index}`, props);
    });
    expect(made.flatMap(warningsOf)).toEqual([expect.stringContaining("given 80 links to hub-ir.")]);
  });
});
