package docx

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"path"
	"strings"

	"thanhdong/ground/fault"
)

const (
	wordMain   = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	wordDotx   = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
	macroWords = "macroenabled"
)

type contentTypes struct {
	Default []struct {
		Extension   string `xml:"Extension,attr"`
		ContentType string `xml:"ContentType,attr"`
	} `xml:"Default"`
	Override []struct {
		PartName    string `xml:"PartName,attr"`
		ContentType string `xml:"ContentType,attr"`
	} `xml:"Override"`
}

type relationships struct {
	Relationship []struct {
		Type       string `xml:"Type,attr"`
		Target     string `xml:"Target,attr"`
		TargetMode string `xml:"TargetMode,attr"`
	} `xml:"Relationship"`
}

// decode reads a part that says what the archive is. Document types are refused before, because entities stand in them.
func decode(e entry, into any) error {
	if bytes.Contains(e.body, []byte("<!DOCTYPE")) || bytes.Contains(e.body, []byte("<!ENTITY")) {
		return refuse("dtd", "part", short(e.name))
	}
	if _, err := parse(e.name, e.body); err != nil {
		return err
	}
	if err := xml.Unmarshal(e.body, into); err != nil {
		return fault.New(fault.Invalid, "periodic.docx_broken", "part", short(e.name)).With(err)
	}
	return nil
}

// checkPackage says whether the archive is a document without anything that runs or is fetched, and which part is its body.
func checkPackage(entries []entry) (main string, err error) {
	var types contentTypes
	found := false
	for _, e := range entries {
		if err := checkName(e); err != nil {
			return "", err
		}
		if e.name == "[Content_Types].xml" {
			found = true
			if err := decode(e, &types); err != nil {
				return "", err
			}
		}
	}
	if !found {
		return "", refuse("no_word")
	}
	for _, d := range types.Default {
		if err := checkType(d.ContentType); err != nil {
			return "", err
		}
	}
	for _, o := range types.Override {
		if err := checkType(o.ContentType); err != nil {
			return "", err
		}
		if o.ContentType == wordMain {
			main = strings.TrimPrefix(o.PartName, "/")
		}
	}
	there := false
	for _, e := range entries {
		there = there || e.name == main
		if strings.HasSuffix(e.name, ".rels") {
			if err := checkRelations(e); err != nil {
				return "", err
			}
		}
	}
	if main == "" || !there {
		return "", refuse("no_word")
	}
	return main, nil
}

// checkName refuses what lies in the archive under the names that Office gives to code and objects, whatever it is called in the list of types.
func checkName(e entry) error {
	name := strings.ToLower(e.name)
	switch base := path.Base(name); {
	case strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "vbadata"):
		return refuse("macros")
	case strings.Contains(name, "/embeddings/") || strings.Contains(name, "/activex/") || bytes.HasPrefix(e.body, ole):
		return refuse("object", "part", short(e.name))
	}
	return nil
}

func checkType(t string) error {
	t = strings.ToLower(t)
	switch {
	case strings.Contains(t, macroWords) || strings.Contains(t, "vbaproject") || strings.Contains(t, "vbadata"):
		return refuse("macros")
	case strings.Contains(t, "oleobject") || strings.Contains(t, "activex"):
		return refuse("object", "part", t)
	case t == wordDotx:
		return refuse("dotx")
	}
	return nil
}

// checkRelations lets links of the text stand, which are followed only by who clicks; everything else that lies elsewhere would be fetched on opening.
func checkRelations(e entry) error {
	var rels relationships
	if err := decode(e, &rels); err != nil {
		return err
	}
	for _, r := range rels.Relationship {
		kind := strings.ToLower(path.Base(r.Type))
		switch {
		case kind == "oleobject" || kind == "package" || kind == "control" || kind == "afchunk" || kind == "subdocument":
			return refuse("object", "part", short(r.Target))
		case strings.Contains(kind, "vba"):
			return refuse("macros")
		}
		u, err := url.Parse(r.Target)
		if strings.EqualFold(r.TargetMode, "External") {
			if kind == "hyperlink" && err == nil && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "mailto") {
				continue
			}
			return refuse("external", "target", short(r.Target))
		}
		if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(r.Target, `\`) {
			return refuse("external", "target", short(r.Target))
		}
	}
	return nil
}

// fetching are fields that bring in something from elsewhere, or start a program.
var fetching = map[string]bool{"INCLUDETEXT": true, "INCLUDEPICTURE": true, "INCLUDE": true, "IMPORT": true, "LINK": true, "DDE": true, "DDEAUTO": true, "RD": true, "DATABASE": true, "EMBED": true, "MACROBUTTON": true, "AUTOTEXT": true}

// checkField reads instructions that are parted by zero bytes; the first word of each is the name of a field.
func checkField(instructions string) error {
	for one := range strings.SplitSeq(instructions, "\x00") {
		words := strings.Fields(one)
		if len(words) > 0 && fetching[strings.ToUpper(words[0])] {
			return refuse("field", "field", strings.ToUpper(words[0]))
		}
	}
	return nil
}
