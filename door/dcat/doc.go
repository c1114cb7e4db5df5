// Package dcat hands the catalogue of open data to programs of others:
//
//	GET /data/catalog.jsonld   JSON-LD 1.1
//
// Claimed: DCAT version 3 (W3C Recommendation of 22 August 2024), of which all that stands here is also DCAT 2: dcat:Catalog, dcat:Dataset, dcat:Distribution, with dct:title, dct:description,
// dct:identifier, dct:publisher, dct:license, dct:accrualPeriodicity, dct:issued, dct:modified, dct:language, dct:spatial, dct:temporal, dcat:theme, dcat:keyword, dcat:contactPoint, dcat:landingPage,
// dcat:distribution, dcat:accessURL, dcat:downloadURL, dcat:mediaType. Themes and frequencies are those of the authority tables that DCAT-AP
// names; licences are the addresses of their texts. Words stand in Vietnamese and English. Left out: dcat:byteSize, data services, series of data sets, checksums, catalogues within catalogues.
//
// The files and pages themselves are those of door/portal. Addresses are absolute, by the address under which people reach the server. The document carries an ETag and a
// Last-Modified, and a program that has it already is told so.
package dcat
