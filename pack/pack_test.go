package pack_test

import (
	"testing"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
)

// told puts every fault of an error into words, one per line.
func told(err error) string {
	e, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	out := text.T(text.EN, e.Key, e.Args)
	for _, f := range e.Fields {
		out += "\n" + f.Path + ": " + text.T(text.EN, f.Key, f.Args)
	}
	return out
}

func TestEveryBuiltInPackLoadsAndChecks(t *testing.T) {
	names := pack.Builtin()
	if len(names) < 3 {
		t.Fatalf("built in are only %v", names)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			p, err := pack.Open(name)
			if err != nil {
				t.Fatal(told(err))
			}
			if p.Name != name {
				t.Errorf("pack.yaml says %q", p.Name)
			}
			if err := p.Check(); err != nil {
				t.Fatal(told(err))
			}
		})
	}
}

func TestEveryCasePasses(t *testing.T) {
	for _, name := range pack.Builtin() {
		p, err := pack.Open(name)
		if err != nil {
			t.Fatal(told(err))
		}
		for _, r := range p.Test() {
			t.Run(name+"/"+r.Case, func(t *testing.T) {
				for _, why := range r.Why {
					t.Errorf("%s: %s", r.File, why)
				}
			})
		}
	}
}
