// Package cap is the Common Alerting Protocol, version 1.2 (OASIS Standard,
// 1 July 2010): a message as a Go value, its XML, the check of every rule of the
// standard, and the enveloped signature.
//
// [Check] reads XML as it came and names each rule that is broken, by a message
// key and a path such as "alert/info[2]/urgency": order and number of elements,
// closed lists of words, times, references between elements, shapes of areas. It
// is as strict as the standard's schema and adds what the standard says only in
// its text (section 3.2). [Parse] gives the message of a text that passes;
// [Message.XML] writes one, and what it writes passes.
//
// Rules of our own, stricter than the standard, are marked so in [ours]: an
// Alert or Update has an info block, blocks differ in language, polygons do not
// cross themselves, a warning ends after it begins.
//
// Times carry an offset and never "Z" (section 3.3.2). Coordinates are WGS 84,
// latitude first; radii are kilometres.
package cap
