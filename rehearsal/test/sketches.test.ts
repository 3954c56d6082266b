import { outcome } from "./support/stage";
import { APP_JOB, EDGE, GATEWAY, MOVEMENT } from "./support/sketches";
import { Workshop } from "./support/workshop";

/** What azurerm plans again for ever: facts, azurerm-4-to-5.md. */
const FOR_EVER: Readonly<Record<string, object[]>> = {
  [MOVEMENT.name]: [{ address: "azurerm_data_factory_pipeline.copy", actions: ["update"] }],
};

it.each([MOVEMENT, GATEWAY, APP_JOB, EDGE])("$name goes well: applied, planned again, taken down", async (sketch) => {
  const workshop = new Workshop(sketch);
  const before = workshop.world.all.length;
  const stack = workshop.stack();
  try {
    expect(await outcome(stack.init())).toBe("ok");
    expect(await outcome(stack.validate())).toBe("ok");
    expect(await outcome(stack.apply())).toBe("ok");
    expect(await stack.changes()).toEqual(FOR_EVER[sketch.name] ?? []);
    workshop.azure.pipelinesOf(sketch.name).forEach((id) => workshop.azure.run(id));
    expect(await outcome(stack.destroy())).toBe("ok");
    expect(workshop.world.all).toHaveLength(before);
  } finally {
    workshop.clear();
  }
});
