// Package exercise keeps drills: a second world in which people do their duty on
// played data, while the real one goes on beside it.
//
// An [Exercise] has a [Script] (data that is played: values, findings of rules, calls,
// messages, and a span of the past), people who take part, the playbook that is
// drilled, and a clock that may run faster than the one on the wall. Its states are
// one table, in state.go: planned, starting, running, paused, ended, scored; a planned
// one may be dropped.
//
// The world is not in this store. It is the same rooms over a copy of it, made when
// the exercise starts, and whoever assembles the product answers the port [Worlds].
// What would leave such a world comes to [Exercises.Record] instead; nothing else of
// it comes back but what was played ([Exercises.Played]) and the score.
//
// What is promised:
//
//   - Nothing of an exercise lies in a table of another room, but the score that
//     playbook keeps of it. Numbers that people say begin with DT- inside.
//   - Its clock begins when it starts and only goes forward. A pause stops it; so does
//     a server that is away.
//   - A script is read strictly, all its faults at once.
//   - A report is frozen: it is made once, from the world as it was when it ended.
//   - At most [MostWorlds] worlds stand at once; archiving removes the world, not the
//     report.
//
// [Director] is the other side: it stands in the second world, plays the script there
// by that world's timers (a call becomes a free signal of the incidents there), and
// tells what people did. Of a playbook with branches the steps of the way that was
// taken are scored.
//
// Rights: [Read] and [ToRun] by unit and area. Whoever takes part reads it too, and
// only they and those who run it may enter its world ([Exercises.Enter]).
//
// Events, body {"id"}: exercise.Planned, exercise.Started, exercise.Paused,
// exercise.Resumed, exercise.Ended, exercise.Scored, exercise.Archived,
// exercise.Dropped; and of what goes on meanwhile exercise.Played, exercise.Recorded.
package exercise
