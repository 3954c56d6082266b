/** By what the adapter dbt-sqlserver speaks to a server: what the dbt image must have. */
export enum SqlServerBackend {
  /** ODBC Driver 18 for SQL Server, installed in the image, and pyodbc. */
  PYODBC = "pyodbc",
  /**
   * Microsoft's mssql-python, which brings its own driver: dbt-sqlserver 1.12 with its extra `mssql`, dbt-core 1.12,
   * Python 3.10 or later.
   */
  MSSQL_PYTHON = "mssql-python",
}
