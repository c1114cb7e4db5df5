// Package feed is the way in for everything that is measured.
//
// A [Contract] says what a source promises: who owns it, how often it speaks,
// which parameters in which units and between which bounds. [Feeds.Accept] holds
// every reading against it. What fits is stored as observation; what does not
// fit is kept in quarantine with its reason, the sender's own words and where it
// came from, and disturbs nothing else.
//
// A contract may map its source's own form ([body.Mapping]); [Feeds.Read] is the one
// way from bytes to readings, whichever connector brought them.
//
// Promises. A sender is answered only after the commit, so "accepted" means on
// disk. Many senders share one commit: whoever waits when a commit begins goes
// with it. When a shared commit fails, each sender's readings are tried alone, so
// that nobody suffers for another. When the store is away, senders are refused
// with [fault.Unavailable] and a time to come back, and nothing is invented. A
// device sends to its own feeds only.
//
// A reading is refused into quarantine for one of the closed list of [Reasons]:
// among them an instant before 2000 (or before the earlier first date that the
// contract names) and one more than ten minutes ahead. All between is taken,
// however late.
//
// A file that is refused whole is one row of quarantine, with its text when that is
// small ([body.Refused]). Played again, it is read by the contract of today: what
// fits is taken, and each value that does not becomes a row of its own.
//
// Health is one of the closed set [Health]: never, on_time, late, silent, bad. It
// is judged at each commit and by timers in between. Lateness, silence and bad data
// that last become a breach of the contract ([Breaches]): it stands until the source
// keeps its promise again or the contract ends. A source that never spoke has broken
// nothing yet, and what we notice late, having been away, gets its time.
//
// Events: feed.HealthChanged with the body [HealthChanged], feed.Breached and
// feed.Recovered with the body [Breached], feed.Changed with the body {"code"}. Others may read feed (code, unit, unit_path, area, area_path),
// feed_state (feed, received, observed, health, since,
// breaches).
package feed
