// Package notice is the page to which the link in a message leads: what it is about, and a button.
//
// GET shows the page and changes nothing, however often and by whom it is opened: mail servers and telephones
// look at links before people do. Acknowledging is the POST of the page's own button, which carries what only
// the opened page holds. The page is one of the server and works without script; it speaks the language that
// its person chose. A link that is not ours, has ended or belongs to somebody who may not come in any more is
// not found, and says no more.
package notice
