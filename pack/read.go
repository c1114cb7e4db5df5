package pack

import (
	"bytes"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"thanhdong/ground/fault"
)

const headFile = "pack.yaml"

// part is one kind of content: which files hold it, which schema they follow, and
// how its rows come into the pack.
type part struct {
	name string
	ext  string // ".yaml" unless said
	take func(p *Pack, d *doc) error
}

// files picks the part's files out of all: <part>.yaml, or everything in <part>/.
func (p part) files(names []string) []string {
	ext := p.ext
	if ext == "" {
		ext = ".yaml"
	}
	var own []string
	for _, name := range names {
		if name == p.name+ext || path.Dir(name) == p.name && path.Ext(name) == ext {
			own = append(own, name)
		}
	}
	return own
}

// doc is one file as it was read.
type doc struct {
	file string
	raw  []byte
	root ast.Node
}

// at is a place in a file; line counts from 1, 0 means the whole file.
type at struct {
	file string
	line int
}

func (a at) String() string {
	if a.line == 0 {
		return a.file
	}
	return a.file + ":" + strconv.Itoa(a.line)
}

// reader collects every fault of a pack before it gives up.
type reader struct {
	pack   *Pack
	files  fs.FS
	bytes  map[string][]byte
	sum    hash.Hash
	faults []fault.Field
}

func (r *reader) fail(file string, line int, key string, kv ...any) {
	r.faults = append(r.faults, fault.At(at{file, line}.String(), key, kv...))
}

func (r *reader) result() error {
	if len(r.faults) == 0 {
		return nil
	}
	return fault.Fields("pack.invalid", r.faults...)
}

// read takes one file: parse, hold against the schema, decode strictly.
func (r *reader) read(name string, p part) {
	d := &doc{file: name, raw: r.bytes[name]}
	r.pack.docs[name] = d
	if len(bytes.TrimSpace(d.raw)) == 0 {
		r.fail(name, 0, "pack.empty_file")
		return
	}
	if p.ext == "" {
		if !r.parse(d) {
			return
		}
	}
	if faults := validate(p.name, d); len(faults) > 0 {
		r.faults = append(r.faults, faults...)
		return
	}
	if err := p.take(r.pack, d); err != nil {
		line, words := whereIn(err)
		r.fail(name, line, "pack.bad_yaml", "cause", words)
	}
}

// parse makes the tree of a YAML file: one document, no anchors, bounded depth.
func (r *reader) parse(d *doc) bool {
	if tooDeep(d.raw) {
		r.fail(d.file, 0, "pack.too_deep")
		return false
	}
	file, err := parser.ParseBytes(d.raw, 0)
	if err != nil {
		line, words := whereIn(err)
		r.fail(d.file, line, "pack.bad_yaml", "cause", words)
		return false
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.fail(d.file, 0, "pack.not_one_document")
		return false
	}
	d.root = file.Docs[0].Body
	var anchors anchorFinder
	ast.Walk(&anchors, d.root)
	if anchors.line > 0 {
		r.fail(d.file, anchors.line, "pack.anchor")
		return false
	}
	return true
}

// decode fills v from the tree; an unknown or repeated key is an error.
func (d *doc) decode(v any) error { return yaml.NodeToValue(d.root, v, yaml.Strict()) }

// line is where a path of keys and indexes stands, or the nearest above it.
func (d *doc) line(steps ...string) int {
	node := d.root
	if node == nil {
		return 0
	}
	line := node.GetToken().Position.Line
	for _, step := range steps {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
		if t := node.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	return line
}

func child(node ast.Node, step string) ast.Node {
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if keyOf(v) == step {
				return v.Value
			}
		}
	case *ast.MappingValueNode:
		if keyOf(n) == step {
			return n.Value
		}
	case *ast.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Values) {
			return n.Values[i]
		}
	}
	return nil
}

func keyOf(v *ast.MappingValueNode) string {
	if t := v.Key.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// whereIn takes line and words out of an error of the YAML library.
func whereIn(err error) (int, string) {
	var y yaml.Error
	if errors.As(err, &y) {
		if t := y.GetToken(); t != nil && t.Position != nil {
			return t.Position.Line, y.GetMessage()
		}
		return 0, y.GetMessage()
	}
	return 0, fmt.Sprint(err)
}

// anchorFinder notes the first anchor, alias or merge key.
type anchorFinder struct{ line int }

func (f *anchorFinder) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		if f.line == 0 {
			f.line = max(1, n.GetToken().Position.Line)
		}
		return nil
	}
	return f
}

// tooDeep refuses, before the parser recurses, nesting that no pack needs. Brackets
// inside texts count too, which only matters for files full of them.
func tooDeep(raw []byte) bool {
	depth := 0
	for _, b := range raw {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > 100 {
			return true
		}
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if indent := len(line) - len(strings.TrimLeft(line, " -?")); indent > 200 {
			return true
		}
	}
	return false
}
