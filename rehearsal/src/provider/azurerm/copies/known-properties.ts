/**
 * What azurerm's SDK knows of a linked service's `typeProperties`, by type. Source: jackofallops/kermit
 * v0.20241010.1180132, sdk/datafactory/2018-06-01, LinkedService and its kinds.
 */
const KNOWN: Readonly<Record<string, string>> = {
  AmazonMWS:
    "accessKeyId encryptedCredential endpoint marketplaceID mwsAuthToken secretKey sellerID useEncryptedEndpoints useHostVerification usePeerVerification",
  AmazonRdsForOracle: "connectionString encryptedCredential password",
  AmazonRdsForSqlServer: "alwaysEncryptedSettings connectionString encryptedCredential password userName",
  AmazonRedshift: "database encryptedCredential password port server username",
  AmazonS3: "accessKeyId authenticationType encryptedCredential secretAccessKey serviceUrl sessionToken",
  AmazonS3Compatible: "accessKeyId encryptedCredential forcePathStyle secretAccessKey serviceUrl",
  AppFigures: "clientKey password userName",
  Asana: "apiToken encryptedCredential",
  AzureBatch: "accessKey accountName batchUri credential encryptedCredential linkedServiceName poolName",
  AzureBlobFS:
    "accountKey azureCloudType credential encryptedCredential sasToken sasUri servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId servicePrincipalKey tenant url",
  AzureBlobStorage:
    "accountKey accountKind authenticationType azureCloudType connectionString containerUri credential encryptedCredential sasToken sasUri serviceEndpoint servicePrincipalId servicePrincipalKey tenant",
  AzureDataExplorer: "credential database endpoint servicePrincipalId servicePrincipalKey tenant",
  AzureDataLakeAnalytics:
    "accountName dataLakeAnalyticsUri encryptedCredential resourceGroupName servicePrincipalId servicePrincipalKey subscriptionId tenant",
  AzureDataLakeStore:
    "accountName azureCloudType credential dataLakeStoreUri encryptedCredential resourceGroupName servicePrincipalId servicePrincipalKey subscriptionId tenant",
  AzureDatabricks:
    "accessToken authentication credential domain encryptedCredential existingClusterId instancePoolId newClusterCustomTags newClusterDriverNodeType newClusterEnableElasticDisk newClusterInitScripts newClusterLogDestination newClusterNodeType newClusterNumOfWorker newClusterSparkConf newClusterSparkEnvVars newClusterVersion policyId workspaceResourceId",
  AzureDatabricksDeltaLake: "accessToken clusterId credential domain encryptedCredential workspaceResourceId",
  AzureFileStorage:
    "accountKey connectionString encryptedCredential fileShare host password sasToken sasUri snapshot userId",
  AzureFunction: "authentication credential encryptedCredential functionAppUrl functionKey resourceId",
  AzureKeyVault: "baseUrl credential",
  AzureML:
    "apiKey authentication encryptedCredential mlEndpoint servicePrincipalId servicePrincipalKey tenant updateResourceEndpoint",
  AzureMLService:
    "authentication encryptedCredential mlWorkspaceName resourceGroupName servicePrincipalId servicePrincipalKey subscriptionId tenant",
  AzureMariaDB: "connectionString encryptedCredential pwd",
  AzureMySql: "connectionString encryptedCredential password",
  AzurePostgreSql: "connectionString encryptedCredential password",
  AzureSearch: "encryptedCredential key url",
  AzureSqlDW:
    "azureCloudType connectionString credential encryptedCredential password servicePrincipalId servicePrincipalKey tenant",
  AzureSqlDatabase:
    "alwaysEncryptedSettings azureCloudType connectionString credential encryptedCredential password servicePrincipalId servicePrincipalKey tenant",
  AzureSqlMI:
    "alwaysEncryptedSettings azureCloudType connectionString credential encryptedCredential password servicePrincipalId servicePrincipalKey tenant",
  AzureStorage: "accountKey connectionString encryptedCredential sasToken sasUri",
  AzureSynapseArtifacts: "authentication endpoint workspaceResourceId",
  AzureTableStorage: "accountKey connectionString encryptedCredential sasToken sasUri",
  Cassandra: "authenticationType encryptedCredential host password port username",
  CommonDataServiceForApps:
    "authenticationType deploymentType encryptedCredential hostName organizationName password port servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId serviceUri username",
  Concur:
    "clientId connectionProperties encryptedCredential password useEncryptedEndpoints useHostVerification usePeerVerification username",
  CosmosDb:
    "accountEndpoint accountKey azureCloudType connectionMode connectionString credential database encryptedCredential servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId tenant",
  CosmosDbMongoDbApi: "connectionString database isServerVersionAbove32",
  Couchbase: "connectionString credString encryptedCredential",
  Dataworld: "apiToken encryptedCredential",
  Db2: "authenticationType certificateCommonName connectionString database encryptedCredential packageCollection password server username",
  Drill: "connectionString encryptedCredential pwd",
  Dynamics:
    "authenticationType credential deploymentType encryptedCredential hostName organizationName password port servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId serviceUri username",
  DynamicsAX: "aadResourceId encryptedCredential servicePrincipalId servicePrincipalKey tenant url",
  DynamicsCrm:
    "authenticationType deploymentType encryptedCredential hostName organizationName password port servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId serviceUri username",
  Eloqua:
    "encryptedCredential endpoint password useEncryptedEndpoints useHostVerification usePeerVerification username",
  FileServer: "encryptedCredential host password userId",
  FtpServer:
    "authenticationType enableServerCertificateValidation enableSsl encryptedCredential host password port userName",
  GoogleAdWords:
    "authenticationType clientCustomerID clientId clientSecret connectionProperties developerToken email encryptedCredential googleAdsApiVersion keyFilePath loginCustomerID privateKey refreshToken supportLegacyDataTypes trustedCertPath useSystemTrustStore",
  GoogleBigQuery:
    "additionalProjects authenticationType clientId clientSecret email encryptedCredential keyFilePath project refreshToken requestGoogleDriveScope trustedCertPath useSystemTrustStore",
  GoogleBigQueryV2:
    "authenticationType clientId clientSecret encryptedCredential keyFileContent projectId refreshToken",
  GoogleCloudStorage: "accessKeyId encryptedCredential secretAccessKey serviceUrl",
  GoogleSheets: "apiToken encryptedCredential",
  Greenplum: "connectionString encryptedCredential pwd",
  HBase:
    "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType enableSsl encryptedCredential host httpPath password port trustedCertPath username",
  HDInsight:
    "clusterUri encryptedCredential fileSystem hcatalogLinkedServiceName isEspEnabled linkedServiceName password userName",
  HDInsightOnDemand:
    "additionalLinkedServiceNames clusterNamePrefix clusterPassword clusterResourceGroup clusterSize clusterSshPassword clusterSshUserName clusterType clusterUserName coreConfiguration credential dataNodeSize encryptedCredential hBaseConfiguration hcatalogLinkedServiceName hdfsConfiguration headNodeSize hiveConfiguration hostSubscriptionId linkedServiceName mapReduceConfiguration oozieConfiguration scriptActions servicePrincipalId servicePrincipalKey sparkVersion stormConfiguration subnetName tenant timeToLive version virtualNetworkId yarnConfiguration zookeeperNodeSize",
  Hdfs: "authenticationType encryptedCredential password url userName",
  Hive: "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType enableSsl encryptedCredential host httpPath password port serverType serviceDiscoveryMode thriftTransportProtocol trustedCertPath useNativeQuery useSystemTrustStore username zooKeeperNameSpace",
  HttpServer:
    "authHeaders authenticationType certThumbprint embeddedCertData enableServerCertificateValidation encryptedCredential password url userName",
  Hubspot:
    "accessToken clientId clientSecret encryptedCredential refreshToken useEncryptedEndpoints useHostVerification usePeerVerification",
  Impala:
    "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType enableSsl encryptedCredential host password port trustedCertPath useSystemTrustStore username",
  Informix: "authenticationType connectionString credential encryptedCredential password userName",
  Jira: "encryptedCredential host password port useEncryptedEndpoints useHostVerification usePeerVerification username",
  LakeHouse:
    "artifactId encryptedCredential servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId servicePrincipalKey tenant workspaceId",
  Magento: "accessToken encryptedCredential host useEncryptedEndpoints useHostVerification usePeerVerification",
  MariaDB: "connectionString database driverVersion encryptedCredential password port server username",
  Marketo:
    "clientId clientSecret encryptedCredential endpoint useEncryptedEndpoints useHostVerification usePeerVerification",
  MicrosoftAccess: "authenticationType connectionString credential encryptedCredential password userName",
  MongoDb:
    "allowSelfSignedServerCert authSource authenticationType databaseName enableSsl encryptedCredential password port server username",
  MongoDbAtlas: "connectionString database driverVersion",
  MongoDbV2: "connectionString database",
  MySql:
    "connectionString database driverVersion encryptedCredential password port server sslMode useSystemTrustStore username",
  Netezza: "connectionString encryptedCredential pwd",
  OData:
    "aadResourceId aadServicePrincipalCredentialType authHeaders authenticationType azureCloudType encryptedCredential password servicePrincipalEmbeddedCert servicePrincipalEmbeddedCertPassword servicePrincipalId servicePrincipalKey tenant url userName",
  Odbc: "authenticationType connectionString credential encryptedCredential password userName",
  Office365: "encryptedCredential office365TenantId servicePrincipalId servicePrincipalKey servicePrincipalTenantId",
  Oracle: "connectionString encryptedCredential password",
  OracleCloudStorage: "accessKeyId encryptedCredential secretAccessKey serviceUrl",
  OracleServiceCloud:
    "encryptedCredential host password useEncryptedEndpoints useHostVerification usePeerVerification username",
  Paypal:
    "clientId clientSecret encryptedCredential host useEncryptedEndpoints useHostVerification usePeerVerification",
  Phoenix:
    "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType enableSsl encryptedCredential host httpPath password port trustedCertPath useSystemTrustStore username",
  PostgreSql: "connectionString encryptedCredential password",
  PostgreSqlV2:
    "commandTimeout connectionTimeout database encoding encryptedCredential logParameters password pooling port readBufferSize schema server sslCertificate sslKey sslMode sslPassword timezone trustServerCertificate username",
  Presto:
    "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType catalog enableSsl encryptedCredential host password port serverVersion timeZoneID trustedCertPath useSystemTrustStore username",
  QuickBooks:
    "accessToken accessTokenSecret companyId connectionProperties consumerKey consumerSecret encryptedCredential endpoint useEncryptedEndpoints",
  Quickbase: "encryptedCredential url userToken",
  Responsys:
    "clientId clientSecret encryptedCredential endpoint useEncryptedEndpoints useHostVerification usePeerVerification",
  RestService:
    "aadResourceId authHeaders authenticationType azureCloudType clientId clientSecret credential enableServerCertificateValidation encryptedCredential password resource scope servicePrincipalId servicePrincipalKey tenant tokenEndpoint url userName",
  Salesforce: "apiVersion encryptedCredential environmentUrl password securityToken username",
  SalesforceMarketingCloud:
    "clientId clientSecret connectionProperties encryptedCredential useEncryptedEndpoints useHostVerification usePeerVerification",
  SalesforceServiceCloud:
    "apiVersion encryptedCredential environmentUrl extendedProperties password securityToken username",
  SalesforceServiceCloudV2: "apiVersion authenticationType clientId clientSecret encryptedCredential environmentUrl",
  SalesforceV2: "apiVersion authenticationType clientId clientSecret encryptedCredential environmentUrl",
  SapBW: "clientId encryptedCredential password server systemNumber userName",
  SapCloudForCustomer: "encryptedCredential password url username",
  SapEcc: "encryptedCredential password url username",
  SapHana: "authenticationType connectionString encryptedCredential password server userName",
  SapOdp:
    "clientId encryptedCredential language logonGroup messageServer messageServerService password server sncLibraryPath sncMode sncMyName sncPartnerName sncQop subscriberName systemId systemNumber userName x509CertificatePath",
  SapOpenHub:
    "clientId encryptedCredential language logonGroup messageServer messageServerService password server systemId systemNumber userName",
  SapTable:
    "clientId encryptedCredential language logonGroup messageServer messageServerService password server sncLibraryPath sncMode sncMyName sncPartnerName sncQop systemId systemNumber userName",
  ServiceNow:
    "authenticationType clientId clientSecret encryptedCredential endpoint password useEncryptedEndpoints useHostVerification usePeerVerification username",
  ServiceNowV2: "authenticationType clientId clientSecret encryptedCredential endpoint grantType password username",
  Sftp: "authenticationType encryptedCredential host hostKeyFingerprint passPhrase password port privateKeyContent privateKeyPath skipHostKeyValidation userName",
  SharePointOnlineList: "encryptedCredential servicePrincipalId servicePrincipalKey siteUrl tenantId",
  Shopify: "accessToken encryptedCredential host useEncryptedEndpoints useHostVerification usePeerVerification",
  Smartsheet: "apiToken encryptedCredential",
  Snowflake: "connectionString encryptedCredential password",
  SnowflakeV2:
    "accountIdentifier authenticationType clientId clientSecret database encryptedCredential password privateKey privateKeyPassphrase scope tenantId user warehouse",
  Spark:
    "allowHostNameCNMismatch allowSelfSignedServerCert authenticationType enableSsl encryptedCredential host httpPath password port serverType thriftTransportProtocol trustedCertPath useSystemTrustStore username",
  SqlServer: "alwaysEncryptedSettings connectionString encryptedCredential password userName",
  Square:
    "clientId clientSecret connectionProperties encryptedCredential host redirectUri useEncryptedEndpoints useHostVerification usePeerVerification",
  Sybase: "authenticationType database encryptedCredential password schema server username",
  TeamDesk: "apiToken authenticationType encryptedCredential password url userName",
  Teradata: "authenticationType connectionString encryptedCredential password server username",
  Twilio: "password userName",
  Vertica: "connectionString encryptedCredential pwd",
  Warehouse:
    "artifactId encryptedCredential endpoint servicePrincipalCredential servicePrincipalCredentialType servicePrincipalId servicePrincipalKey tenant workspaceId",
  Xero: "connectionProperties consumerKey encryptedCredential host privateKey useEncryptedEndpoints useHostVerification usePeerVerification",
  Zendesk: "apiToken authenticationType encryptedCredential password url userName",
  Zoho: "accessToken connectionProperties encryptedCredential endpoint useEncryptedEndpoints useHostVerification usePeerVerification",
};

/** Types of which it hands on whatever there is. */
const ANYTHING = ["CustomDataSource", "Web"];

/** As what a linked service goes out whose type it does not know. */
export const UNKNOWN_TYPE = "LinkedService";

/** Names of the properties that go out; `undefined` where all do. */
export function knownProperties(type: string): readonly string[] | undefined {
  return KNOWN[type]?.split(" ");
}

export const isKnownType = (type: string): boolean => type in KNOWN || ANYTHING.includes(type);
