// Package fault breaks the product from outside and looks at what is left: the
// real binary killed in the middle of its work and of its folds, its PostgreSQL
// stopped and started, its disk full and broken, all its devices back at once. The tests stand behind the build tag "fault" (make fault), because they
// take minutes and start servers.
package fault
