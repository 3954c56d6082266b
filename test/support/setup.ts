import { setupJest } from "cdktf/lib/testing/adapters/jest";

// cdktf's matchers (toHaveResourceWithProperties, …): for `expect` by the call, for the compiler by the import.
setupJest();
