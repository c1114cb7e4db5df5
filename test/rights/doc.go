// Package rights holds the product to a table of rights that people wrote.
//
// table.txt says for every route and live topic, for each role, what happens with
// a thing of one's own unit, of a unit below, of another unit, and of one's own
// unit in another area. It is not derived from the code: whoever changes a right
// changes the table with the same hand and says why. The test boots the product
// with four things of each kind and walks the table; a route that the table does
// not name fails, and so does an "allowed" that shows nothing. On SQLite the whole
// table is walked; on PostgreSQL what is read and what is streamed, whose rights the
// engine judges: those of commands are judged at the noun, by the same code.
package rights
