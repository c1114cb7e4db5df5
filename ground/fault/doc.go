// Package fault is the closed list of ways in which the product refuses or fails.
//
// Every error that leaves a room is an [Error]: a kind from a short closed list,
// a message key with arguments for people (texts live in ground/text), and a
// private cause for operators. An error that is not an [Error] counts as
// [Internal], and its text never reaches a user.
//
// Promises: a [Error] of kind [Invalid] carries every field fault at once, so
// that a person mends a form in one go; [RetryAfter] is set where waiting helps.
// Wrap with the operation and the id in lower case ("assign incident inc_7:
// ..."); return an error or log it, never both.
package fault
