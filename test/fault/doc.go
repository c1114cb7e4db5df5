// Package fault breaks the product from outside and looks at what is left: the
// real binary killed in the middle of its work, its PostgreSQL stopped and
// started. The tests stand behind the build tag "fault" (make fault), because they
// take minutes and start servers.
package fault
