// Package dbtest runs a room's tests on both engines.
//
// A test says dbtest.Each(t, func(t *testing.T, d *db.DB) { ... }) and gets a
// fresh, migrated store twice: SQLite in a temporary folder (in memory, where
// Linux offers that) and a database of a throw-away PostgreSQL cluster. The cluster is started once per test process
// with the programs from PATH or /usr/lib/postgresql/*/bin, on a unix socket in
// a temporary folder, and ends with the process, also when that is killed.
// Started as root it runs as the user postgres, because initdb refuses root.
//
// Where the programs are missing the PostgreSQL half is skipped and says so;
// with CI=true that is a failure. The clock of these stores stands still until
// the test moves it.
package dbtest
