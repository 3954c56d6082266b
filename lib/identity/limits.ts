import { Duration } from "../core/duration";

/** How long a role assignment may take until it counts everywhere. Source: Microsoft, troubleshoot Azure RBAC, role assignment changes are not being detected: up to 10 minutes. */
export const DEFAULT_PROPAGATION = Duration.minutes(10);
