// Package app assembles the process: it builds the rooms, wires the few ports
// between them, registers readers and timers, and mounts the doors. It is the
// only place that knows them all, and it can be booted on port 0 inside a test:
// [New], [App.Start], [App.Run], [App.Stop], [App.Addr].
//
// [Open] gives the rooms without doors, readers or timers, for the commands that
// work beside a running server.
package app
