package dcat

import (
	"time"

	"thanhdong/ground/text"
	"thanhdong/know/publish"
)

const (
	themeTable  = "http://publications.europa.eu/resource/authority/data-theme"
	themes      = themeTable + "/"
	frequencies = "http://publications.europa.eu/resource/authority/frequency/"
	mediaTypes  = "https://www.iana.org/assignments/media-types/"
)

var (
	// names are the prefixes.
	names = map[string]any{
		"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "vcard": "http://www.w3.org/2006/vcard/ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
		"xsd": "http://www.w3.org/2001/XMLSchema#",
	}
	languageOf = map[text.Lang]ref{text.VI: {"http://publications.europa.eu/resource/authority/language/VIE"}, text.EN: {"http://publications.europa.eu/resource/authority/language/ENG"}}
	languages  = []ref{languageOf[text.VI], languageOf[text.EN]}
	media      = map[publish.Format]string{
		publish.CSV: mediaTypes + "text/csv", publish.JSON: mediaTypes + "application/json", publish.XLSX: mediaTypes + "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	}
)

// ref names another thing.
type ref struct {
	ID string `json:"@id"`
}

// word is a text in a language; typed a value of a type.
type word struct {
	Lang  string `json:"@language"`
	Value string `json:"@value"`
}

type typed struct {
	Type  string `json:"@type"`
	Value string `json:"@value"`
}

func words(l text.L) []word { return []word{{"vi", l.VI}, {"en", l.EN}} }

func stamp(t time.Time) *typed { return &typed{"xsd:dateTime", t.UTC().Format(time.RFC3339)} }
func day(d text.Day) typed     { return typed{"xsd:date", string(d)} }

type catalogue struct {
	Context     map[string]any `json:"@context"`
	ID          string         `json:"@id"`
	Type        string         `json:"@type"`
	Title       []word         `json:"dct:title"`
	Description []word         `json:"dct:description"`
	Publisher   *agent         `json:"dct:publisher,omitempty"`
	Language    []ref          `json:"dct:language"`
	Modified    *typed         `json:"dct:modified,omitempty"`
	Page        ref            `json:"foaf:homepage"`
	Themes      ref            `json:"dcat:themeTaxonomy"`
	Datasets    []datasetNode  `json:"dcat:dataset"`
}

type agent struct {
	ID   string `json:"@id"`
	Type string `json:"@type"`
	Name []word `json:"foaf:name"`
}

type contact struct {
	Type  string `json:"@type"`
	Name  []word `json:"vcard:fn"`
	Email *ref   `json:"vcard:hasEmail,omitempty"`
	Phone *ref   `json:"vcard:hasTelephone,omitempty"`
}

type place struct {
	Type       string `json:"@type"`
	Identifier string `json:"dct:identifier"`
	Name       []word `json:"rdfs:label,omitempty"`
}

type span struct {
	Type string `json:"@type"`
	From typed  `json:"dcat:startDate"`
	To   typed  `json:"dcat:endDate"`
}

type datasetNode struct {
	ID          string         `json:"@id"`
	Type        string         `json:"@type"`
	Identifier  string         `json:"dct:identifier"`
	Title       []word         `json:"dct:title"`
	Description []word         `json:"dct:description"`
	Keywords    []word         `json:"dcat:keyword,omitempty"`
	Theme       ref            `json:"dcat:theme"`
	Rhythm      ref            `json:"dct:accrualPeriodicity"`
	Licence     ref            `json:"dct:license"`
	Publisher   *agent         `json:"dct:publisher"`
	Contact     contact        `json:"dcat:contactPoint"`
	Issued      *typed         `json:"dct:issued"`
	Modified    *typed         `json:"dct:modified"`
	Language    []ref          `json:"dct:language"`
	Spatial     *place         `json:"dct:spatial"`
	Temporal    *span          `json:"dct:temporal,omitempty"`
	Page        ref            `json:"dcat:landingPage"`
	Files       []distribution `json:"dcat:distribution"`
}

type distribution struct {
	ID       string `json:"@id"`
	Type     string `json:"@type"`
	Title    []word `json:"dct:title"`
	Access   ref    `json:"dcat:accessURL"`
	Download ref    `json:"dcat:downloadURL"`
	Media    ref    `json:"dcat:mediaType"`
	Licence  ref    `json:"dct:license"`
	Issued   *typed `json:"dct:issued"`
	Modified *typed `json:"dct:modified"`
	Language []ref  `json:"dct:language"`
}
