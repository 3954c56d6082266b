import { Workshop } from "./support/workshop";
import { expectRefused } from "./support/wrong";
import { WRONG_SKETCHES } from "./wrong/sketches";

it.each(WRONG_SKETCHES)("$rule refuses $what", async (wrong) => {
  const workshop = new Workshop(wrong.stack);
  try {
    await expectRefused(wrong, workshop);
  } finally {
    workshop.clear();
  }
});
