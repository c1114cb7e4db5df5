package pack

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"thanhdong/ground/fault"
)

// The schemas are what an editor shows while a pack is written; each describes one
// file of one part. They are strict: a key they do not name is refused.
//
//go:embed schema/*.json
var schemaFiles embed.FS

const schemaBase = "https://thanhdong.example/schema/"

// schemas compiles all schemas once. An error here is a slip in our own files and is
// found by the tests.
var schemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	names, err := fs.Glob(schemaFiles, "schema/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := c.AddResource(schemaBase+path.Base(name), doc); err != nil {
			return nil, err
		}
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range names {
		part := strings.TrimSuffix(path.Base(name), ".json")
		if all[part], err = c.Compile(schemaBase + part + ".json"); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
})

// validate holds a file against the schema of its part and tells each fault with
// its line.
func validate(part string, d *doc) []fault.Field {
	all, err := schemas()
	if err != nil {
		return []fault.Field{fault.At(d.file, "pack.schema_broken", "cause", err.Error())}
	}
	value, err := d.value()
	if err != nil {
		line, words := whereIn(err)
		return []fault.Field{fault.At(at{d.file, line}.String(), "pack.bad_yaml", "cause", words)}
	}
	err = all[part].Validate(value)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []fault.Field{fault.At(d.file, "pack.bad_yaml", "cause", err.Error())}
	}
	var faults []fault.Field
	leaves(invalid, func(e *jsonschema.ValidationError) {
		if len(faults) < 50 { // more would only repeat the same slip
			faults = append(faults, inWords(d, e)...)
		}
	})
	return faults
}

// value is the file as plain JSON values.
func (d *doc) value() (any, error) {
	if d.root == nil {
		return jsonschema.UnmarshalJSON(bytes.NewReader(d.raw))
	}
	var v any
	if err := yaml.NodeToValue(d.root, &v); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(raw))
}

func leaves(e *jsonschema.ValidationError, see func(*jsonschema.ValidationError)) {
	if len(e.Causes) == 0 {
		see(e)
		return
	}
	for _, cause := range e.Causes {
		leaves(cause, see)
	}
}

// inWords turns one finding of the schema library into messages for people.
func inWords(d *doc, e *jsonschema.ValidationError) []fault.Field {
	place := strings.Join(e.InstanceLocation, "/")
	tell := func(steps []string, key string, kv ...any) fault.Field {
		kv = append(kv, "place", place)
		return fault.At(at{d.file, d.line(steps...)}.String(), key, kv...)
	}
	here := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		var all []fault.Field
		for _, name := range k.Properties {
			all = append(all, tell(append(append([]string{}, here...), name), "pack.unknown_key", "name", name))
		}
		return all
	case *kind.Required:
		return []fault.Field{tell(here, "pack.missing_key", "names", k.Missing)}
	case *kind.Type:
		return []fault.Field{tell(here, "pack.bad_type", "got", k.Got, "want", k.Want)}
	case *kind.Enum:
		want := make([]string, 0, len(k.Want))
		for _, w := range k.Want {
			want = append(want, fmt.Sprint(w))
		}
		return []fault.Field{tell(here, "pack.not_one_of", "value", fmt.Sprint(k.Got), "want", want)}
	case *kind.Pattern:
		return []fault.Field{tell(here, "pack.bad_form", "value", k.Got, "form", k.Want)}
	default:
		return []fault.Field{tell(here, "pack.bad_value", "rule", strings.Join(e.ErrorKind.KeywordPath(), "/"))}
	}
}
