//go:build !unix

package app

// lockData has nothing to hold on to here: this system has no lock that ends
// with its process. One server a data folder is then the operator's care.
func lockData(string) (release func(), err error) { return func() {}, nil }
