// Package portal is the citizens' door: pages that the server renders, complete without script, in Vietnamese at / and in
// English at /en/.
//
// A page is told in three layers, each useful without the next: HTML that a text browser or a screen reader can use
// whole; one style sheet; one script that only spares work (the place by GPS, the page read aloud). What a reader chose (size of letters, contrast, easy-read, the
// station of home) is kept in a cookie of theirs alone and sent by ordinary forms.
//
// Nothing here needs an account and nobody is followed: no cookie names a person, addresses of pages are not logged
// ([thanhdong/door/wire]), no page loads anything from another host. The door decides nothing: it reads what its rooms
// say is public.
//
// Figures that every reader sees alike are read once in [remembered] and kept that long, so that a warning which sends
// everybody here costs the database no more than one reader does.
package portal
