/** Role assignments of one subscription. Source: Microsoft, Azure RBAC limits: 4,000, fixed. */
export const ROLE_ASSIGNMENTS = 4000;

/** So many leave time to do something about it. Source: this library. */
export const ROLE_ASSIGNMENTS_TO_WARN_OF = 3000;
