// Package open311 lets programs of others read and send citizens' reports: GeoReport v2 of Open311.
//
//	GET  /open311/discovery.{xml,json}
//	GET  /open311/v2/services.{xml,json}
//	GET  /open311/v2/services/{service_code}.{xml,json}
//	POST /open311/v2/requests.{xml,json}                    with an api_key
//	GET  /open311/v2/requests.{xml,json}
//	GET  /open311/v2/requests/{service_request_id}.{xml,json}
//	GET  /open311/v2/tokens/{token}.{xml,json}
//
// Claimed: GeoReport v2 whole, both formats from one value, service discovery, and the extension of pages (page, page_size). The
// service_request_id is the number that people say (PA-24-0001) and is given at once, so that a token is never answered; what
// /tokens takes is the code that the reporter follows by. Our extensions (external_id, follow_url) are described in docs/standards/open311.md.
//
// Left out: jurisdiction_id is taken and not looked at, for one endpoint serves one province; media_url of an answer is
// empty, and no address that a sender gives is fetched; device_id and account_id are taken and not kept.
//
// Open is what is not closed, rejected or merged. What is shown is what the room calls public: never who reported, words and place only
// once staff approved them, and nothing of a private category.
//
// A key is made by thanhdong device add --app open311 --rate N, and is held to N reports a minute. Errors are the list
// of code and description of the standard, also for addresses that are not there; beside 400, 403 and 404 the
// door says 413 for what is too large, 429 and 503 with Retry-After.
//
// What comes in is read strictly: UTF-8, at most 64 KB, no parameter that is not known or stands there twice.
package open311
