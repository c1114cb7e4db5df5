package console

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// sayWhatMayBeNull says in the document which parts of an answer may be null. The
// library says so of plain values only, not of a pointer to a described type. It is
// for the document alone: the library holds every value for null, so that a request
// checked by such a choice would fit both halves and be refused. unsay takes it
// back; what is sent is then checked by the type itself, and null where it may be
// left out.
func (c *Console) sayWhatMayBeNull() (unsay func()) {
	var undo []func()
	schemas := c.api.OpenAPI().Components.Schemas
	for name, schema := range schemas.Map() {
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(t) {
			json, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			p := schema.Properties[json]
			if f.Type.Kind() != reflect.Pointer || p == nil || p.Ref == "" {
				continue
			}
			undo = append(undo, func() { schema.Properties[json] = p })
			schema.Properties[json] = &huma.Schema{Description: p.Description, OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
		}
	}
	return func() {
		for _, back := range undo {
			back()
		}
	}
}
