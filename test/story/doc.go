// Package story tells the main stories of the product and holds it to them: the
// real assembly on both engines, spoken to over HTTP and through the drop folder,
// with the clock moved. One story a file.
package story
