// Package place is a public place and what is known of how accessible it is: a committee's house, a hospital, a bus station, a park, a toilet.
//
// A [Place] has a name, a kind, an address, a point, an area, the unit that owns it, and [Fact]s. A fact says one thing ("the main entrance is level"), the
// day on which it was seen and by whom. Every question has three answers: yes, no, and none at all. What nobody looked at is never "no": a place
// without a fact about its toilet is neither found by who needs one nor said to have none.
//
// A fact that is older than the months the pack says (24 in the sample, the project's own choice) is still shown, with its date, as one to be checked again.
//
// Places and their facts are pack data (part places), each with its mark. Everybody may read them; nothing in them is about a person, so who saw a fact is an office or a group.
//
// The list of questions ([Questions]) is the project's choice: a subset of what OpenStreetMap (wheelchair, toilets:wheelchair, tactile_paving,
// hearing_loop) and A11yJSON ask. Level, limited and no of the entrance are OpenStreetMap's: level is stepless, also by a ramp; limited is one step of at most 7 cm; no is more.
//
// Events, body {"code"}: place.Put, place.Ended. Others may read the table place.
package place
