// Package actor says who acts and what they may do.
//
// An [Actor] is a person, a device or the product itself, with the grants that
// ground/account loaded. A [Grant] is a role for a subtree of units and a
// subtree of areas. A [Verb] is what a room lets be done ("alert.acknowledge"),
// with the roles that may do it and the dimensions in which a grant must cover
// the row: its unit, its area, both, or neither.
//
// One rule in two forms: [Actor.May] decides for one row, [Actor.Where] gives the
// same decision as a predicate for lists, counts, search, export and live
// frames. A property test proves that they agree.
//
// A row's [Scope] is its unit and its area with their ancestors on the row's
// date, as paths ("/H23/H23.STNMT/", "/30/288/") that the row itself keeps, so
// that a later merger changes no old right silently.
//
// The actor travels in the context. A context without one is nobody, who may
// nothing.
package actor
