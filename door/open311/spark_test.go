package open311

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// node is an XML element with its text or its children, in their order.
type node struct {
	name     string
	text     string
	children []*node
}

func readXML(t *testing.T, b []byte) *node {
	t.Helper()
	root := &node{}
	open := []*node{root}
	d := xml.NewDecoder(strings.NewReader(string(b)))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		top := open[len(open)-1]
		switch x := tok.(type) {
		case xml.StartElement:
			n := &node{name: x.Name.Local}
			top.children, open = append(top.children, n), append(open, n)
		case xml.CharData:
			top.text += string(x)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	if len(root.children) != 1 {
		t.Fatalf("%d roots in %s", len(root.children), b)
	}
	return root.children[0]
}

// flat gives every field of a tree by its path; lists count their children.
func (n *node) flat(path string, into map[string]string) {
	if len(n.children) == 0 {
		into[path] = plain(n.text)
		return
	}
	seen := map[string]int{}
	for _, c := range n.children {
		at := path + "/" + c.name
		if listOf[n.name] == c.name {
			at = fmt.Sprintf("%s/%d", path, seen[c.name])
			seen[c.name]++
		}
		c.flat(at, into)
	}
}

// listOf names the containers of the standard and what is in each.
var listOf = map[string]string{
	"services": "service", "attributes": "attribute", "values": "value", "service_requests": "request", "errors": "error", "endpoints": "endpoint", "formats": "format",
}

// plain makes values of both formats comparable: an instant in another zone is the same.
func plain(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at.UTC().String()
	}
	return s
}

// readJSON gives every field of a JSON value by the path that it has in XML by the Spark convention.
func readJSON(t *testing.T, b []byte) map[string]string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	into := map[string]string{}
	flatJSON("", v, into)
	return into
}

func flatJSON(path string, v any, into map[string]string) {
	switch v := v.(type) {
	case nil:
		into[path] = ""
	case []any:
		if len(v) == 0 {
			into[path] = ""
		}
		for i, x := range v {
			flatJSON(fmt.Sprintf("%s/%d", path, i), x, into)
		}
	case map[string]any:
		for k, x := range v {
			flatJSON(path+"/"+k, x, into)
		}
	default:
		into[path] = plain(fmt.Sprint(v))
	}
}

func flatXML(t *testing.T, b []byte) map[string]string {
	into := map[string]string{}
	readXML(t, b).flat("", into)
	return into
}

// agree holds the fields of two answers against each other, but for those that only ours has.
func agree(t *testing.T, what string, want, got map[string]string, ours ...string) {
	t.Helper()
	for path, w := range want {
		if g, ok := got[path]; !ok || g != w {
			t.Errorf("%s: %s is %q (there: %v), want %q", what, path, g, ok, w)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok && !slices.ContainsFunc(ours, func(o string) bool { return strings.HasSuffix(path, "/"+o) }) {
			t.Errorf("%s: %s=%q is more than the standard has", what, path, got[path])
		}
	}
}
