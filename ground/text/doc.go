// Package text holds everything the product says to people: message catalogues, dates, numbers,
// lengths of time, spoken forms, and the keys by which Vietnamese names are searched and sorted.
//
// Code never carries a sentence. It carries a key such as "account.name_taken" and named arguments,
// and T puts them into words in the reader's language as late as possible, at a door. The catalogues
// lie in catalog/, one YAML file per room, each line holding both languages:
//
//	account.name_taken: {vi: "Tên {name} đã có người dùng", en: "The name {name} is taken"}
//
// A key begins with the name of its file. The tests refuse a key that lacks a language, whose two
// languages name different placeholders, or that Go code uses without a catalogue entry.
//
// Arguments are put into words by type: integers and floats as numbers of the language, time.Time as
// date and time, Day as date, time.Duration in words, L in the language, text.Key as a message of its own;
// anything else as fmt prints it. Years, codes and numbers of acts are therefore passed as strings.
//
// Day is a date without a time of day. It is the type of every valid_from and valid_to in the house:
// a row is valid on the days From <= day < To, so that a successor's From equals the To of the row
// it follows. An empty Day is an open end.
//
// What is promised: T never fails and never returns an empty string for a known key; an unknown key
// comes back as itself, so that nothing is hidden. SearchKey and NameKey are idempotent. All
// functions are safe for concurrent use. Nothing here reads a clock, a file or the network.
package text
