// Package rule holds conditions over what stations send, and judges them.
//
// A [Rule] is data: a CEL condition over the newest value or an hourly mean of one
// parameter (kind "value"), or the silence of a station (kind "silence"); what its
// condition compares with ([Input]: windows, rates, neighbours, past weeks); how long the condition must hold; how severe its finding
// is; which unit owns the finding and which playbook it follows. Saving a rule
// without an owner unit or without a playbook in force is refused: an alarm
// that nobody owns helps no one.
//
// Per rule, station and parameter there is one durable state: quiet, pending
// (true, hold running) or firing. Judging goes by observation time:
//   - a status other than 00 is never judged;
//   - a value older than twice its feed's cadence when it arrives (a mean or a
//     derived value: twice its own period, the hour or the day that its table
//     names, after the period's end) neither fires, holds nor resolves;
//   - a value older than the newest judged one changes nothing; the same
//     instant again is a correction and is judged;
//   - a condition true at t0 fires with a true value at or after t0+hold, or by
//     the timer at t0+hold when the newest value, still fresh, satisfies it;
//   - a hold that no value renewed for longer than the hold and the freshness
//     limit together starts again with the next true value;
//   - a fresh value that does not satisfy the condition resolves it.
//
// With a second condition (clear) a finding is over only when that holds and the
// first does not. What a condition asks for and is not there (too few values in a
// window, fewer than two fresh neighbours) is never guessed: unless the rest
// decides alone, the condition is not judged, which neither fires nor resolves.
//
// A silence rule watches a station from its first fresh observation, whatever
// its status: derived values do not count as the station speaking.
//
// What a feed promised needs no rule: breaches of its contract (feed.Breached,
// feed.Recovered) become findings of their own.
//
// Judging is pure ([Condition], [Judge], [Elapse]); [Replay] runs the same
// code over a series given as data, so that packs test rules without a store.
//
// Events: rule.Fired and rule.Resolved with the body [Finding]. Others may read
// the table rule (code, body, unit, unit_path, playbook, in_force).
package rule
