// Package paper puts an official page on paper: PDF and Word, in the layout of Decree 30/2020 (appendix I): the state's name and motto, the bodies, number and symbol, place and
// day, title, content, office and name of who signs, to whom it goes.
//
// A [Document] is words in blocks. One A4 page is a hard limit: [Document.Fit] leaves rows and sentences out until the rest fits, from the block that has most of them, and the
// block says how many are left out. Sizes never shrink. [Document.PDF] and [Document.Docx] fit first, by the same measure, so that both show the same.
//
// Fonts lie in the binary (Liberation Serif, OFL: the widths of Times New Roman, with all Vietnamese letters); a PDF embeds the letters that it uses. All words are brought
// into composed form (NFC). The PDF knows its language and title and is not tagged: the page of the console is the accessible form. The same document gives the same bytes.
package paper
