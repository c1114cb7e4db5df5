// Package file keeps bytes that people and machines hand in, under their SHA-256.
//
// A file has no states: it is there, and it never changes; it goes when a person's data are erased. Its bytes lie in the data folder as
// files/ab/abcd…, its row says how large it is, what its first bytes show it to be, and under which
// name it came first. The same bytes handed in twice are one file.
//
// What is promised:
//
//   - Bytes are on disk, folder entry included, before the row that names them exists. A crash
//     between the two leaves bytes without a row, which the next Put of them takes over and Verify
//     counts; never a row without bytes.
//   - No byte beyond the limit is stored, and a refused file leaves nothing behind.
//   - The media type comes from the bytes, from a short closed list; nothing that a browser would run
//     (HTML, SVG, scripts) is on it. What the sender claims only tells office documents from other
//     archives.
//   - Bytes go only when the room that had them says so because they were a person's ([Forget]), and no other row means them.
//   - Verify reads everything again and names what is missing or changed.
//
// Commands: Put, Forget. It writes no ledger entry of its own: a file means nothing until a command of another
// room attaches it, and that command's entry names it. Rights are those of the row it is attached to.
// No events. Other rooms may refer to file.sha and join file(sha, size, media_type, name).
package file
