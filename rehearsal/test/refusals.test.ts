import { REFUSALS } from "../src/azure/rules";
import { Rehearsal } from "../src/rehearsal";
import { HUB, Stage } from "./support/stage";
import { Scene, Wrong, expectRefused } from "./support/wrong";
import { WRONG_DOMAINS } from "./wrong/domains";
import { WRONG_SKETCHES } from "./wrong/sketches";

const stage = new Stage();
let withHub: Rehearsal;
let toHub: () => void;
let toRights: () => void;

beforeAll(async () => {
  withHub = await stage.withHubAlone();
  toHub = withHub.world.snapshot();
  await stage.addRights(withHub);
  toRights = withHub.world.snapshot();
});
afterAll(() => stage.clear());

it("has a wrong stack for every rule", () => {
  const tried = new Set([...WRONG_DOMAINS, ...WRONG_SKETCHES].map(({ rule }) => rule));
  expect(REFUSALS.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  expect(new Set(REFUSALS.map(({ id }) => id)).size).toBe(REFUSALS.length);
});

it.each(WRONG_DOMAINS)("$rule refuses $what", async (wrong) => {
  await expectRefused(wrong, sceneOf(wrong));
});

function sceneOf({ stack }: Wrong<string>): Scene {
  (stack.startsWith("access-") ? toHub : toRights)();
  const rehearsal = stack === HUB ? stage.rehearsal() : withHub;
  rehearsal.freshStack(stack);
  return rehearsal;
}
