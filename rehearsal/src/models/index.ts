export { FREE } from "./enums";
export { checkBody, type Checked, type Violation } from "./check";
