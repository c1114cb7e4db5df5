// Package docx reads a Word document that a person handed in, finds the placeholders in it and fills them. It knows no store and no network.
//
// The bytes come from outside, so [Read] believes nothing: it bounds the archive (entries, sizes, how far it unpacks), refuses macros, embedded objects, whatever would be fetched
// from elsewhere (external targets other than plain links, fields such as INCLUDETEXT or DDE), document types and entities, depth beyond reason, and says each refusal in words.
// A file under a password is no archive at all, and is told so.
//
// A placeholder is {{name}} or {{name:argument:argument}}. Word splits what is typed into runs with spelling marks between them; a placeholder is found across runs of its paragraph
// and takes the formatting of the run in which it begins. {{#name}} … {{/}} repeats the rows of a table, or the paragraphs, from the one to the other. Headers, footers, notes and
// text boxes are searched as the body is.
//
// [Document.Fill] never drops one: what nobody knows, and what is written wrongly, stays on the page, highlighted, and is listed with the part and the paragraph in which it stands.
// All other bytes of the document (styles, pictures, settings) are copied as they came. The same document with the same words gives the same bytes.
package docx
