// Package web carries the staff console into the binary.
//
// The console is the TypeScript program beside this file; `npm run build` writes it to web/dist.
// Go must build without Node, so there are two variants of Console: with the build tag `console`
// it hands out web/dist as embedded, without the tag it says that there is none and hands out a
// single page telling how to build it. Who serves the files (paths, cache, content policy) is
// decided by the door that calls Console, not here.
package web
