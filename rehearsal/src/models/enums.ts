/**
 * What texts a property can have, by its class and where it stands: by the name of the package's list of them, or one by
 * one, where the package has none. Of a property that is not here, the test of all bodies prints that it is not.
 */
export const ENUMS: Readonly<Record<string, string | readonly string[]>> = {
  "ActivityDependency.dependencyConditions": "KnownDependencyCondition",
  "CopyActivity.state": "KnownActivityState",
  "Expression.type": ["Expression"],
  "LinkedServiceReference.type": ["LinkedServiceReference"],
  "ParameterSpecification.type": "KnownParameterType",
  "RestServiceLinkedService.typeProperties.authenticationType": "KnownRestServiceAuthenticationType",
  "ScheduleTriggerRecurrence.frequency": "KnownRecurrenceFrequency",
  "ScriptActivityScriptBlock.type": "KnownScriptType",
  "VariableSpecification.type": "KnownVariableType",
  "WebActivity.state": "KnownActivityState",
  "WebActivity.typeProperties.method": "KnownWebActivityMethod",
  // Source: Microsoft, Web activity in Azure Data Factory, authentication.
  "WebActivityAuthentication.type": [
    "Basic",
    "ClientCertificate",
    "MSI",
    "ServicePrincipal",
    "UserAssignedManagedIdentity",
  ],
};

/** Properties that can have any text: names, and what people say. */
export const FREE =
  /\.(?:activity|description|encryptedCredential|name|referenceName|resourceId|userMetadata|value|variableName)$/;
