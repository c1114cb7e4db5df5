// Package dashboard is pages of figures: views as data, generated from what exists.
//
// A [Board] is a title and parts; a [Part] says how some indicators are shown: tiles, small series beside each other, one indicator over the areas below, or a table of
// areas by indicators. Boards are generated for each group of indicators and for each unit that answers for some ([Boards.List]), so that a new indicator stands on its pages
// the moment it exists. Whoever wants another page keeps one, of their own or for their unit ([Boards.Keep]), beginning with a generated one or with nothing; dropping one
// takes nothing with it but the page, and [Boards.Restore] brings it back.
//
// A board keeps no figures. [Boards.Look] asks for those of its indicators in an area: the last periods, and the areas directly below for the last one. What the actor may see
// of figures is decided by know/indicator; a kept board is seen by its maker, and by those who read figures where its unit works.
//
// Two who change a board at once: the second is told. The room records no events; each command writes the ledger.
package dashboard
