package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"thanhdong/ground/fault"
)

// Longest is how many bytes a message may have. PROJECT CHOICE: a province's
// outline with 20,000 points and two languages stays below it.
const Longest = 1 << 20

// deepest is more than any element of the schema lies below another.
const deepest = 8

// dsig is the namespace of signatures, the only one besides CAP's own that the
// schema lets in, at the end of the alert.
const dsig = "http://www.w3.org/2000/09/xmldsig#"

// node is an element as it was read.
type node struct {
	name string
	text string
	kids []*node
}

// Check reads a message and gives every rule that it breaks, all at once; nil
// when it breaks none. A signature is let through, not verified: see [Verify].
func Check(message []byte) error {
	_, err := read(message)
	return err
}

func read(message []byte) (*node, error) {
	if len(message) > Longest {
		return nil, fault.New(fault.TooLarge, "warning.cap_too_large", "bytes", Longest)
	}
	root, fs := tree(message)
	if len(fs) == 0 {
		fs = schema.fits(root, "alert")
	}
	if len(fs) == 0 {
		fs = append(between(root), ours(root)...)
	}
	if len(fs) > 0 {
		return nil, fault.Fields("warning.cap_invalid", fs...)
	}
	return root, nil
}

// tree reads XML into elements. What is not of CAP's namespace is refused, and so
// are document types, which could make a small text huge.
func tree(message []byte) (*node, []fault.Field) {
	d := xml.NewDecoder(bytes.NewReader(message))
	var open []*node
	var root *node
	path := func() string {
		names := make([]string, len(open))
		for i, n := range open {
			names[i] = n.name
		}
		return strings.Join(names, "/")
	}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, []fault.Field{fault.At(path(), "warning.cap_not_xml")}
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, []fault.Field{fault.At(path(), "warning.cap_not_xml")}
		case xml.StartElement:
			if len(open) == 1 && t.Name.Space == dsig {
				if err := d.Skip(); err != nil {
					return nil, []fault.Field{fault.At(path(), "warning.cap_not_xml")}
				}
				open[0].kids = append(open[0].kids, &node{name: signature})
				continue
			}
			if t.Name.Space != Namespace {
				return nil, []fault.Field{fault.At(path()+"/"+t.Name.Local, "warning.cap_namespace", "namespace", short(t.Name.Space))}
			}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Space != "http://www.w3.org/2001/XMLSchema-instance" {
					return nil, []fault.Field{fault.At(path()+"/"+t.Name.Local, "warning.cap_attribute", "name", short(a.Name.Local))}
				}
			}
			n := &node{name: t.Name.Local}
			switch {
			case len(open) == deepest:
				return nil, []fault.Field{fault.At(path(), "warning.cap_unknown_element", "name", short(n.name))}
			case len(open) > 0:
				up := open[len(open)-1]
				up.kids = append(up.kids, n)
			default:
				root = n
			}
			open = append(open, n)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	if root == nil {
		return nil, []fault.Field{fault.At("", "warning.cap_not_xml")}
	}
	if root.name != "alert" {
		return nil, []fault.Field{fault.At(root.name, "warning.cap_unknown_element", "name", short(root.name))}
	}
	return root, nil
}

// signature stands in the tree for one, whose content is not CAP's.
const signature = "Signature"

// fits compares an element with its line of the schema. Elements stand in the
// schema's order; one that comes too late is named as out of order, one that the
// schema does not know as unknown.
func (e element) fits(n *node, path string) (fs []fault.Field) {
	if e.holds == nil {
		if len(n.kids) > 0 {
			return []fault.Field{fault.At(path, "warning.cap_unknown_element", "name", short(n.kids[0].name))}
		}
		if rule, args := e.says(strings.TrimSpace(n.text)); rule != "" {
			fs = append(fs, fault.At(path, rule, args...))
		}
		return fs
	}
	if strings.TrimSpace(n.text) != "" {
		fs = append(fs, fault.At(path, "warning.cap_loose_words", "words", short(strings.TrimSpace(n.text))))
	}
	counts := map[string]int{}
	reached := 0
	for i, kid := range n.kids {
		if kid.name == signature && path == "alert" {
			if i != len(n.kids)-1 {
				fs = append(fs, fault.At(path+"/"+signature, "warning.cap_order", "name", signature))
			}
			continue
		}
		at := e.find(kid.name)
		if at < 0 {
			fs = append(fs, fault.At(path+"/"+short(kid.name), "warning.cap_unknown_element", "name", short(kid.name)))
			continue
		}
		line := e.holds[at]
		counts[kid.name]++
		below := path + "/" + kid.name
		if line.max != 1 {
			below += fmt.Sprintf("[%d]", counts[kid.name])
		}
		if at < reached {
			fs = append(fs, fault.At(below, "warning.cap_order", "name", kid.name))
		}
		reached = max(reached, at)
		fs = append(fs, line.fits(kid, below)...)
	}
	for _, line := range e.holds {
		switch n := counts[line.name]; {
		case n < line.min:
			fs = append(fs, fault.At(path+"/"+line.name, "warning.cap_missing", "name", line.name))
		case line.max == 1 && n > 1:
			fs = append(fs, fault.At(path+"/"+line.name, "warning.cap_twice", "name", line.name))
		}
	}
	return fs
}

func (e element) find(name string) int {
	for i, line := range e.holds {
		if line.name == name {
			return i
		}
	}
	return -1
}

func (n *node) all(name string) (list []*node) {
	for _, kid := range n.kids {
		if kid.name == name {
			list = append(list, kid)
		}
	}
	return list
}

func (n *node) says(name string) string {
	for _, kid := range n.kids {
		if kid.name == name {
			return strings.TrimSpace(kid.text)
		}
	}
	return ""
}

// between checks what elements say of each other (section 3.2.1: restriction,
// addresses, references, note).
func between(alert *node) (fs []fault.Field) {
	need := func(name, because string) {
		if alert.says(name) == "" {
			fs = append(fs, fault.At("alert/"+name, "warning.cap_needed", "name", name, "because", because))
		}
	}
	switch alert.says("scope") {
	case "Restricted":
		need("restriction", "scope Restricted")
	case "Private":
		need("addresses", "scope Private")
	}
	if t := alert.says("msgType"); t != "Alert" {
		need("references", "msgType "+t)
	}
	if alert.says("msgType") == "Error" {
		need("note", "msgType Error")
	}
	return fs
}

// ours checks what the standard only recommends and we demand.
func ours(alert *node) (fs []fault.Field) {
	infos := alert.all("info")
	if t := alert.says("msgType"); len(infos) == 0 && (t == "Alert" || t == "Update") {
		fs = append(fs, fault.At("alert/info", "warning.cap_missing", "name", "info"))
	}
	sent, _ := parseTime(alert.says("sent"))
	languages := map[string]bool{}
	for i, info := range infos {
		path := fmt.Sprintf("alert/info[%d]", i+1)
		lang := strings.ToLower(info.says("language"))
		if lang == "" {
			lang = "en-us" // the standard's default
		}
		if languages[lang] {
			fs = append(fs, fault.At(path+"/language", "warning.cap_same_language", "language", lang))
		}
		languages[lang] = true
		begins := sent
		for _, name := range []string{"effective", "onset"} {
			if t, err := parseTime(info.says(name)); err == nil && t.After(begins) {
				begins = t
			}
		}
		if t, err := parseTime(info.says("expires")); err == nil && !t.After(begins) {
			fs = append(fs, fault.At(path+"/expires", "warning.cap_expired", "value", info.says("expires")))
		}
	}
	return fs
}
