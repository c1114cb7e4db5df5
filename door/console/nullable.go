package console

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// sayWhatMayBeNull says in the document which parts of an answer may be null. The
// library says so of plain values only, not of a pointer to a described type.
func (c *Console) sayWhatMayBeNull() {
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
			schema.Properties[json] = &huma.Schema{Description: p.Description, OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
		}
	}
}
