// Package zalo sends notices by the template messages of a Zalo official account (ZNS).
//
// A message names a template that Zalo approved and fills its parameters; which parameter takes what is
// configuration. The token that opens the interface lives about a day; with the application's key and a
// token to renew it a new one is fetched when Zalo says that the old one has ended, and both are kept, for
// the token to renew can be used once only.
//
// The form of requests and answers is recorded in testdata, from what Zalo publishes for developers
// (KNOWLEDGE; nothing here was sent to the real interface).
package zalo
