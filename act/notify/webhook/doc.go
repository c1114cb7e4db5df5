// Package webhook sends notices to a system of the province's own: a POST with JSON to one address that an
// administrator entered.
//
// The receiver tells that it came from here, and when, by the header
//
//	Thanhdong-Signature: t=1720000000,v1=<hex>
//
// where v1 is HMAC-SHA256, with the secret that both know, over the time, a full stop and the body. It should
// refuse what is older than five minutes, and take a delivery whose id it knows already as done. The body
// names its reader by the id of the account; no address and no name of a person goes out.
package webhook
