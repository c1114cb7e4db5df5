// Package account knows who may come in: people with a password, their sessions and tokens, and
// devices with a key.
//
// An account is active or suspended. It works in one unit and holds grants: a role for a subtree of
// units and a subtree of areas. Grants are stored as codes and resolved to paths on the day they are
// loaded; a grant whose unit or area has ended reaches its successors, by the lineage that was stated for
// that day, and what the ended one left. Where nobody stated a successor, or how the unit was divided
// among several, the grant reaches nothing and says that it waits for a decision.
//
// What is promised:
//
//   - No secret is stored. Passwords are kept as argon2id; sessions, device keys and tokens carry 256
//     random bits each and are kept as SHA-256. Secrets stand in no ledger entry and no log.
//   - Signing in tells nothing about which names exist: an unknown name costs the same work and gives
//     the same answer as a wrong password. Tries are counted in the store before the password is
//     looked at, by name and by where they come from, so that neither many connections nor many nodes
//     nor a restart give more of them; past the limit TooMany says when to come again.
//   - Ending a session, token or key, suspending an account, taking a grant away and a new password
//     hold from the next request on: nothing is cached.
//   - Names are one when they differ only in case, spaces or where a tone mark is placed.
//   - An administrator gives only what lies inside the own grant of administration.
//
// Commands: Add, SetPassword, Suspend, Resume, Grant, Revoke, SignIn, SignOut, EndSessions, DeviceAdd,
// AppAdd, DeviceEnd, TokenAdd, TokenEnd; each writes the ledger. Tidy removes what has expired and is called by
// a timer. No events. Other rooms may join account(id, name, title_vi, title_en, unit, unit_path, area_path, state).
package account
